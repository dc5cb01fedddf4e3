#pragma once
// Reads a clearing file (docs/clearing-file.md), record by record and in constant memory. It is
// whole or it is refused: every cut, every byte too many, a wrong number, sum or hash is named by
// line and field. What next() has handed out counts only once it has said that the file is over.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

struct ClearingHeader {
  std::string acquirer_id;  ///< field 32
  std::chrono::year_month_day day{};
  std::string file_id;
};

struct ClearingRecord {
  std::int64_t line = 0;  ///< of the file, the header being the first
  std::string type;       ///< "S" sale, "R" refund, "D" dispute, "V" its reversal
  MerchantId merchant_id;
  std::string terminal_id;
  std::int64_t stan = 0;
  std::string transmitted;  ///< field 7
  std::string rrn;
  std::string approval_code;
  std::int64_t amount_minor = 0;
  std::int64_t fee_minor = 0;  ///< negative: given back
  std::string reference;       ///< of a dispute and its reversal, else empty
};

class ClearingFile {
 public:
  static constexpr std::size_t kLineBytes = 109;  ///< the header's and a record's, with line feed
  static constexpr std::size_t kTrailerBytes = 187;

  /// Nothing is read yet.
  explicit ClearingFile(std::string path);

  /// First. kDoesNotReconcile, with `detail` that names file, line and field, as the others do.
  Result<ClearingHeader> header();
  /// False: the trailer has been read, and everything is as it says.
  Result<bool> next(ClearingRecord& record);

  /// What the trailer vouches for, once next() has said false.
  const std::string& sha256() const { return sha256_; }
  std::int64_t records() const { return records_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  struct Total {
    std::int64_t count = 0;
    std::int64_t amount_minor = 0;
  };
  struct Refused;
  class Fields;

  std::optional<std::string_view> read_line();
  ClearingHeader parse_header();
  bool parse_next(ClearingRecord& record);
  void parse_record(std::string_view line, ClearingRecord& record);
  void check_trailer(std::string_view line);
  [[noreturn]] void refuse(const std::string& what) const;
  Error error_of(const Refused& refused) const;

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::array<char, 512> buffer_{};
  crypto::Sha256 hash_;
  std::int64_t line_ = 0;
  std::int64_t records_ = 0;
  std::array<Total, 4> totals_{};
  std::int64_t fees_minor_ = 0;
  std::string sha256_;
};

}  // namespace pay200
