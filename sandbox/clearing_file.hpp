#pragma once
// The clearing file's writing side: docs/clearing-file.md. Fixed lines, header, records, trailer.
// The gateway has a reader of its own (core/reconciliation), so that each checks the other.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pay200::sandbox {

enum class ClearingType { kSale, kRefund, kDispute, kDisputeReversal };

struct ClearingRecord {
  ClearingType type = ClearingType::kSale;
  std::string merchant;  ///< field 42
  std::string terminal, stan, time, rrn, approval;
  std::int64_t amount_minor = 0;
  std::int64_t fee_minor = 0;  ///< what the acquirer keeps; negative where it gives back
  std::string reference;       ///< of a dispute and its reversal
};

/// A sale's fee; a refund gives back as much of its amount.
std::int64_t acquirer_fee(std::int64_t amount_minor);

/// Gathers a file's text. header() first, trailer() last.
class ClearingText {
 public:
  void header(std::string_view acquirer, std::chrono::year_month_day day, std::string_view file_id);
  void record(const ClearingRecord& record);
  void trailer();

  const std::string& text() const { return text_; }
  std::uint64_t records() const { return records_; }

 private:
  struct Total {
    std::uint64_t count = 0;
    std::int64_t amount_minor = 0;
  };
  std::string text_;
  std::array<Total, 4> totals_;
  std::int64_t fees_minor_ = 0;
  std::uint64_t records_ = 0;
};

}  // namespace pay200::sandbox
