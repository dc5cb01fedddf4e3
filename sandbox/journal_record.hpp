#pragma once
// One line of the sandbox's journal: one message that was answered, or whose answer was withheld
// on demand. JSON, one object a line, keys in this order:
//
//   seq       1, 2, 3, ... over the life of the journal
//   at        when it was answered, ISO 8601, +09:00
//   mti       of the request
//   acquirer, terminal, stan, time (field 7), rrn, merchant (field 42), amount, currency
//   card      BIN and last four ("424242******4242"); nothing else of the number is kept
//   kind      purchase refund void reversal inquiry verify echo sign_on sign_off
//   code      field 39 as answered
//   approval  field 38 as answered, "" if none
//   original  field 90: {"mti","stan","time","acquirer","seq"}, seq 0 if no such record; or null
//   repeat    true: changed nothing, because it (or its effect) had been journaled before
//   reply     sent, lost, cut, late, duplicate: what was to happen to the reply

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pay200::sandbox {

enum class Kind {
  kPurchase,
  kRefund,
  kVoid,
  kReversal,
  kInquiry,
  kVerify,
  kEcho,
  kSignOn,
  kSignOff
};
enum class Reply { kSent, kLost, kCut, kLate, kDuplicate };

struct OriginalReference {
  std::string mti;
  std::string stan;
  std::string time;
  std::string acquirer;
  std::uint64_t seq = 0;

  bool operator==(const OriginalReference&) const = default;
};

struct JournalRecord {
  std::uint64_t seq = 0;
  std::string at;
  std::string mti;
  std::string acquirer;
  std::string terminal;
  std::string stan;
  std::string time;
  std::string rrn;
  std::string merchant;
  std::string card;
  std::int64_t amount_minor = 0;
  std::string currency;
  Kind kind = Kind::kEcho;
  std::string code;
  std::string approval;
  std::optional<OriginalReference> original;
  bool repeat = false;
  Reply reply = Reply::kSent;

  bool operator==(const JournalRecord&) const = default;
  bool approved() const { return code == "00"; }
};

std::string_view to_text(Kind kind);
std::string_view to_text(Reply reply);

/// Appends the record and a line feed.
void append_json_line(std::string& out, const JournalRecord& record);
/// nullopt unless the line (without its line feed) is such an object, whole.
std::optional<JournalRecord> parse_json_line(std::string_view line);

}  // namespace pay200::sandbox
