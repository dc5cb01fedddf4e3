#pragma once
// How far long work is, as one line on stderr that is drawn over itself: only if a person watches,
// at most ten times a second, and gone when the work ends, so that nothing of it is left in what a
// person keeps.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

namespace pay200::pgctl {

struct Progress {
  std::string what;                   ///< "matching records"
  std::int64_t done = 0;              ///< never more than the total is shown
  std::optional<std::int64_t> total;  ///< none: not known; then only what is done is shown
  std::chrono::milliseconds elapsed{0};
};

/// "matching records [#####.....]  50 %  500,000 of 1,000,000, 12 s left"; in a narrow terminal the
/// bar gets shorter, then goes. At most `width` columns.
std::string progress_line(const Progress& progress, std::size_t width);

/// Session::progress_bar() makes one. Its owner finishes it before anything else is printed.
class ProgressBar {
 public:
  /// `width`: of the terminal behind `err`; none: nobody watches, and nothing is ever drawn.
  ProgressBar(std::ostream& err, std::optional<std::size_t> width, std::string what,
              std::optional<std::int64_t> total);
  /// Finishes, also when an exception passes: what is said of it starts on a line of its own.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// So much is done since the start. Cheap: may be called for each record.
  void at(std::int64_t done);
  void advance(std::int64_t by) { at(progress_.done + by); }
  /// Other work begins, and is counted from nothing.
  void next(std::string what, std::optional<std::int64_t> total);
  /// Takes the line away.
  void finish();

 private:
  using SteadyClock = std::chrono::steady_clock;
  void draw(SteadyClock::time_point now);

  std::ostream& err_;
  std::optional<std::size_t> width_;
  Progress progress_;
  SteadyClock::time_point start_, drawn_;
  bool visible_ = false;
};

}  // namespace pay200::pgctl
