#include "sandbox/journal_record.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/money/money.hpp"

namespace pay200::sandbox {
namespace {

template <class Enum>
using Names = std::pair<Enum, std::string_view>;

constexpr std::array<Names<Kind>, 9> kKinds = {{
    {Kind::kPurchase, "purchase"},
    {Kind::kRefund, "refund"},
    {Kind::kVoid, "void"},
    {Kind::kReversal, "reversal"},
    {Kind::kInquiry, "inquiry"},
    {Kind::kVerify, "verify"},
    {Kind::kEcho, "echo"},
    {Kind::kSignOn, "sign_on"},
    {Kind::kSignOff, "sign_off"},
}};

constexpr std::array<Names<Reply>, 5> kReplies = {{
    {Reply::kSent, "sent"},
    {Reply::kLost, "lost"},
    {Reply::kCut, "cut"},
    {Reply::kLate, "late"},
    {Reply::kDuplicate, "duplicate"},
}};

template <class Enum, std::size_t Count>
std::string_view name_in(const std::array<Names<Enum>, Count>& names, Enum value) {
  return std::ranges::find(names, value, &Names<Enum>::first)->second;
}

template <class Enum, std::size_t Count>
Enum value_in(const std::array<Names<Enum>, Count>& names, const std::string& name) {
  const auto* found = std::ranges::find(names, std::string_view{name}, &Names<Enum>::second);
  if (found == names.end()) throw nlohmann::json::other_error::create(501, name, nullptr);
  return found->first;
}

// Written by hand, not by nlohmann: this runs once per message, and the machine is shared with
// what is being measured. All texts are printable ASCII: the codec has seen to that.
void append_text(std::string& out, std::string_view key, std::string_view value) {
  out.append(",\"").append(key).append("\":\"");
  for (const char c : value) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  out.push_back('"');
}

void append_number(std::string& out, std::string_view key, std::int64_t value) {
  out.append(",\"").append(key).append("\":").append(std::to_string(value));
}

void append_original(std::string& out, const std::optional<OriginalReference>& original) {
  if (!original) {
    out.append(",\"original\":null");
    return;
  }
  out.append(",\"original\":{\"mti\":\"").append(original->mti).push_back('"');
  append_text(out, "stan", original->stan);
  append_text(out, "time", original->time);
  append_text(out, "acquirer", original->acquirer);
  append_number(out, "seq", static_cast<std::int64_t>(original->seq));
  out.push_back('}');
}

/// Of a record that the sandbox wrote: whole numbers, no larger than a message can carry.
bool is_count(const nlohmann::json& json) { return json.is_number_unsigned(); }
bool is_amount(const nlohmann::json& json) {
  return is_count(json) && json.get<std::uint64_t>() <= std::uint64_t{kMaxAmountMinor};
}
bool is_mti(std::string_view text) {
  return text.size() == 4 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_sound(const nlohmann::json& json) {
  const auto& original = json.at("original");
  return is_count(json.at("seq")) && is_amount(json.at("amount")) &&
         (original.is_null() || (is_count(original.at("seq")) &&
                                 is_mti(original.at("mti").get_ref<const std::string&>())));
}

std::optional<OriginalReference> parse_original(const nlohmann::json& json) {
  if (json.is_null()) return std::nullopt;
  OriginalReference original;
  json.at("mti").get_to(original.mti);
  json.at("stan").get_to(original.stan);
  json.at("time").get_to(original.time);
  json.at("acquirer").get_to(original.acquirer);
  json.at("seq").get_to(original.seq);
  return original;
}

JournalRecord parse_record(const nlohmann::json& json) {
  JournalRecord record;
  json.at("seq").get_to(record.seq);
  json.at("at").get_to(record.at);
  json.at("mti").get_to(record.mti);
  json.at("acquirer").get_to(record.acquirer);
  json.at("terminal").get_to(record.terminal);
  json.at("stan").get_to(record.stan);
  json.at("time").get_to(record.time);
  json.at("rrn").get_to(record.rrn);
  json.at("merchant").get_to(record.merchant);
  json.at("card").get_to(record.card);
  json.at("amount").get_to(record.amount_minor);
  json.at("currency").get_to(record.currency);
  record.kind = value_in(kKinds, json.at("kind").get<std::string>());
  json.at("code").get_to(record.code);
  json.at("approval").get_to(record.approval);
  record.original = parse_original(json.at("original"));
  json.at("repeat").get_to(record.repeat);
  record.reply = value_in(kReplies, json.at("reply").get<std::string>());
  return record;
}

}  // namespace

std::string_view to_text(Kind kind) { return name_in(kKinds, kind); }
std::string_view to_text(Reply reply) { return name_in(kReplies, reply); }

void append_json_line(std::string& out, const JournalRecord& record) {
  out.append("{\"seq\":").append(std::to_string(record.seq));
  append_text(out, "at", record.at);
  append_text(out, "mti", record.mti);
  append_text(out, "acquirer", record.acquirer);
  append_text(out, "terminal", record.terminal);
  append_text(out, "stan", record.stan);
  append_text(out, "time", record.time);
  append_text(out, "rrn", record.rrn);
  append_text(out, "merchant", record.merchant);
  append_text(out, "card", record.card);
  append_number(out, "amount", record.amount_minor);
  append_text(out, "currency", record.currency);
  append_text(out, "kind", to_text(record.kind));
  append_text(out, "code", record.code);
  append_text(out, "approval", record.approval);
  append_original(out, record.original);
  out.append(record.repeat ? ",\"repeat\":true" : ",\"repeat\":false");
  append_text(out, "reply", to_text(record.reply));
  out.append("}\n");
}

std::optional<JournalRecord> parse_json_line(std::string_view line) {
  try {
    const auto json = nlohmann::json::parse(line);
    if (!is_sound(json)) return std::nullopt;
    return parse_record(json);
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace pay200::sandbox
