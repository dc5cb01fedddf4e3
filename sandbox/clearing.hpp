#pragma once
// Closes the card network's business day: what has been answered since the last close, as a
// clearing file. A purchase that was undone in time is not in it, and can no longer be undone once
// it is. A purchase of the card ...0259 is disputed in the file after its own; a dispute is
// reversed when that is asked for.
//
// The files themselves say how far each acquirer (field 32) has been cleared: their names begin
// with it, their ids end with the last journal record that they took into account.

#include <chrono>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace pay200::sandbox {

/// What whoever asked for it is told.
struct CannotClose : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct CloseDay {
  std::string acquirer;  ///< field 32
  std::chrono::year_month_day day;
  std::vector<std::string> reversed_disputes;  ///< their references
};

struct ClosedDay {
  std::string file;
  std::string file_id;
  std::uint64_t records = 0;
  bool existing = false;  ///< it had been closed before: nothing changed
};

class Clearing {
 public:
  /// `directory` is made when the first file is.
  Clearing(std::string directory, std::string journal_path);

  /// The journal must be on disk up to `last_seq`. The file appears whole, or not at all. Throws
  /// CannotClose, std::runtime_error.
  ClosedDay close_day(const CloseDay& asked, std::uint64_t last_seq);

  /// The last journal record that is cleared; 0 if none is.
  std::uint64_t cleared_up_to(const std::string& acquirer) const;

 private:
  struct Past {
    std::chrono::year_month_day day;
    std::uint64_t last_seq = 0;
    std::string file;
    std::string file_id;
  };
  void read_past();

  std::string directory_;
  std::string journal_path_;
  std::map<std::string, std::vector<Past>> past_;  ///< by acquirer, in order of the days
};

}  // namespace pay200::sandbox
