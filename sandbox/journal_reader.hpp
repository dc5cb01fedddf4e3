#pragma once
// Reads a sandbox journal and sums it up: what the acquirer's side says happened, for whoever
// checks the gateway against it. It knows the file only, nothing of the server that wrote it, and
// may read while the server writes: a last line that is not whole yet is left out.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sandbox/journal_record.hpp"

namespace pay200::sandbox {

struct JournalExtent {
  std::uint64_t whole_bytes = 0;  ///< up to and with the last whole line's line feed
  bool torn = false;              ///< something follows that is no whole line
};

/// Calls `visit` for each record, in order. An unreadable line is torn if it is the last, and a
/// std::runtime_error (naming file and line) if others follow; so are a missing file and a gap or
/// step back in `seq`.
JournalExtent visit_journal(const std::string& path,
                            const std::function<void(const JournalRecord&)>& visit);

std::vector<JournalRecord> read_journal(const std::string& path);

/// A purchase that was approved, and what became of it.
struct ApprovedPurchase {
  JournalRecord record;
  bool voided = false;
  bool reversed = false;
  std::int64_t refunded_minor = 0;

  /// Still charged, wholly or in part.
  bool stands() const { return !voided && !reversed; }
};

/// In journal order; each once, however often it was repeated.
std::vector<ApprovedPurchase> approved_purchases(const std::vector<JournalRecord>& records);

struct MerchantSums {
  std::int64_t approved_count = 0;
  std::int64_t approved_minor = 0;
  std::int64_t voided_count = 0;
  std::int64_t voided_minor = 0;
  std::int64_t reversed_count = 0;
  std::int64_t reversed_minor = 0;
  std::int64_t refunded_minor = 0;  ///< of those that stand

  std::int64_t standing_count() const { return approved_count - voided_count - reversed_count; }
  std::int64_t standing_minor() const { return approved_minor - voided_minor - reversed_minor; }
  /// What the acquirer owes for this merchant.
  std::int64_t net_minor() const { return standing_minor() - refunded_minor; }
};

/// By field 42, without the spaces at its end.
std::map<std::string, MerchantSums> sum_by_merchant(const std::vector<JournalRecord>& records);

}  // namespace pay200::sandbox
