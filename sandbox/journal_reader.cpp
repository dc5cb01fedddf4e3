#include "sandbox/journal_reader.hpp"

#include <cstddef>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <utility>

namespace pay200::sandbox {
namespace {

[[noreturn]] void unreadable(const std::string& path, std::uint64_t line, const char* what) {
  throw std::runtime_error("journal " + path + ", line " + std::to_string(line) + ": " + what);
}

/// One line is read ahead, because only the last may be torn.
class LineReader {
 public:
  explicit LineReader(const std::string& path) : stream_(path, std::ios::binary) {
    if (!stream_) throw std::runtime_error("journal " + path + " cannot be opened");
    advance();
  }
  bool has_line() const { return has_line_; }
  /// The current line is the last of the file.
  bool is_last() { return stream_.peek() == std::ifstream::traits_type::eof(); }
  bool is_terminated() const { return terminated_; }
  const std::string& line() const { return line_; }
  void advance() {
    has_line_ = static_cast<bool>(std::getline(stream_, line_));
    terminated_ = has_line_ && !stream_.eof();
  }

 private:
  std::ifstream stream_;
  std::string line_;
  bool has_line_ = false;
  bool terminated_ = false;
};

using Key = std::pair<std::string, std::string>;

/// Terminal, then STAN and time: what field 90 and field 41 say of an original.
Key key_of(const JournalRecord& record) { return {record.terminal, record.stan + record.time}; }
Key original_key_of(const JournalRecord& record) {
  return {record.terminal, record.original->stan + record.original->time};
}

void apply(const JournalRecord& record, ApprovedPurchase& purchase) {
  if (record.kind == Kind::kVoid) purchase.voided = true;
  if (record.kind == Kind::kReversal) purchase.reversed = true;
  if (record.kind == Kind::kRefund) purchase.refunded_minor += record.amount_minor;
}

}  // namespace

JournalExtent visit_journal(const std::string& path,
                            const std::function<void(const JournalRecord&)>& visit) {
  LineReader reader(path);
  JournalExtent extent;
  std::uint64_t seq = 0;
  for (std::uint64_t number = 1; reader.has_line(); reader.advance(), ++number) {
    std::optional<JournalRecord> record;
    if (reader.is_terminated()) record = parse_json_line(reader.line());
    if (!record) {
      if (!reader.is_last()) unreadable(path, number, "not a record");
      extent.torn = true;
      return extent;
    }
    if (record->seq != seq + 1) unreadable(path, number, "its seq does not follow the one before");
    seq = record->seq;
    extent.whole_bytes += reader.line().size() + 1;
    visit(*record);
  }
  return extent;
}

std::vector<JournalRecord> read_journal(const std::string& path) {
  std::vector<JournalRecord> records;
  visit_journal(path, [&records](const JournalRecord& record) { records.push_back(record); });
  return records;
}

std::vector<ApprovedPurchase> approved_purchases(const std::vector<JournalRecord>& records) {
  std::vector<ApprovedPurchase> purchases;
  std::map<Key, std::size_t> by_key;
  for (const auto& record : records) {
    if (!record.approved() || record.repeat) continue;
    if (record.kind == Kind::kPurchase) {
      by_key.emplace(key_of(record), purchases.size());
      purchases.push_back({.record = record});
    } else if (record.original) {
      const auto found = by_key.find(original_key_of(record));
      if (found != by_key.end()) apply(record, purchases[found->second]);
    }
  }
  return purchases;
}

std::map<std::string, MerchantSums> sum_by_merchant(const std::vector<JournalRecord>& records) {
  std::map<std::string, MerchantSums> sums;
  for (const auto& purchase : approved_purchases(records)) {
    MerchantSums& of = sums[purchase.record.merchant];
    const std::int64_t amount_minor = purchase.record.amount_minor;
    ++of.approved_count;
    of.approved_minor += amount_minor;
    if (purchase.voided) {
      ++of.voided_count;
      of.voided_minor += amount_minor;
    } else if (purchase.reversed) {
      ++of.reversed_count;
      of.reversed_minor += amount_minor;
    } else {
      of.refunded_minor += purchase.refunded_minor;
    }
  }
  return sums;
}

}  // namespace pay200::sandbox
