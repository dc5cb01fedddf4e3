#include "sandbox/card_network.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <utility>

#include "core/acquirer/iso8583/original_data.hpp"
#include "core/acquirer/iso8583/private_data.hpp"
#include "core/platform/assert.hpp"
#include "sandbox/request_check.hpp"
#include "sandbox/test_card.hpp"

namespace pay200::sandbox {
namespace {

constexpr std::string_view kDone = "00";
constexpr std::string_view kInvalidTransaction = "12";
constexpr std::string_view kInvalidAmount = "13";
constexpr std::string_view kAlreadyCleared = "21";
constexpr std::string_view kOriginalNotFound = "25";
constexpr std::string_view kFormatError = "30";
constexpr std::string_view kExpired = "54";
constexpr std::string_view kWrongAmount = "64";
constexpr std::string_view kDuplicate = "94";
constexpr std::string_view kWrongCvc = "N7";
constexpr std::string_view kWon = "410";
constexpr std::string_view kVerificationOrPurchase = "000000";
constexpr std::string_view kRefund = "200000";

/// Field 14 is YYMM: the card is good to the end of that month, in Asia/Seoul.
bool has_expired(std::string_view yymm, Time now) {
  const auto today = seoul_day(now);
  const int year = static_cast<int>(today.year()) % 100;
  const auto month = static_cast<int>(static_cast<unsigned>(today.month()));
  const auto number = [&yymm](std::size_t at) {
    return (yymm[at] - '0') * 10 + yymm[at + 1] - '0';
  };
  return number(0) * 12 + number(2) < year * 12 + month;
}

/// Empty if there is none.
std::string cvc_of(const iso8583::Message& request) {
  const auto data = iso8583::from_field_48(request.get(48));
  if (!data) return {};
  const auto cvc = data->find(iso8583::kCvcTag);
  return cvc == data->end() ? std::string{} : cvc->second;
}

iso8583::Message echo_of(const iso8583::Message& request) {
  iso8583::Message reply;
  reply.mti = iso8583::response_mti(request.mti);
  for (const int field : {3, 4, 7, 11, 12, 13, 32, 33, 37, 41, 42, 49, 67, 70, 90}) {
    if (request.has(field)) reply.set(field, std::string{request.get(field)});
  }
  return reply;
}

JournalRecord record_of(const iso8583::Message& request, std::uint64_t seq, Time now) {
  JournalRecord record;
  record.seq = seq;
  record.at = to_iso8601(now);
  record.mti = request.mti;
  record.acquirer = request.get(32);
  record.terminal = request.get_trimmed(41);
  record.stan = request.get(11);
  record.time = request.get(7);
  record.rrn = request.get(37);
  record.merchant = request.get_trimmed(42);
  record.card = masked(request.get(2));
  record.amount_minor = request.get_number(4).value_or(0);
  record.currency = request.get(49);
  record.kind = kind_of(request);
  if (const auto original = iso8583::from_field_90(request.get(90))) {
    record.original = {original->mti, original->stan, original->transmission_time,
                       original->acquirer};
  }
  return record;
}

}  // namespace

struct CardNetwork::Draft {
  const iso8583::Message& request;
  JournalRecord record;
  std::string note;           ///< field 44
  std::string inquired_code;  ///< in field 48

  void answer(std::string_view code) { record.code = code; }
  void repeat(std::string_view code) {
    record.code = code;
    record.repeat = true;
  }
};

std::size_t CardNetwork::IdentityHash::operator()(const Identity& identity) const {
  return std::hash<std::string_view>{}({identity.data(), identity.size()});
}

CardNetwork::Identity CardNetwork::identity_of(std::string_view terminal, std::string_view stan,
                                               std::string_view time) {
  Identity identity;
  identity.fill(' ');
  PAY200_ASSERT(terminal.size() <= 8 && stan.size() == 6 && time.size() == 10);
  std::ranges::copy(terminal, identity.begin());
  std::ranges::copy(stan, identity.begin() + 8);
  std::ranges::copy(time, identity.begin() + 14);
  return identity;
}

Answer CardNetwork::answer(const iso8583::Message& request, Time now,
                           std::string_view forced_code) {
  PAY200_ASSERT(!iso8583::response_mti(request.mti).empty());
  PAY200_ASSERT(forced_code != kDone);
  ++last_seq_;
  Draft draft{request, record_of(request, last_seq_, now), {}, {}};
  if (auto& named = draft.record.original) {
    const bool by_card = draft.record.kind != Kind::kInquiry;
    const Transaction* original = by_card ? find_original(draft) : find_named(draft);
    named->seq = original == nullptr ? 0 : original->seq;
  }
  if (forced_code.empty()) {
    decide(draft, now);
  } else {
    draft.answer(forced_code);
  }
  iso8583::Message reply = echo_of(request);
  reply.set(39, draft.record.code);
  if (!draft.record.approval.empty()) reply.set(38, draft.record.approval);
  if (!draft.note.empty()) reply.set(44, draft.note);
  if (!draft.inquired_code.empty()) {
    reply.set(
        48, iso8583::to_field_48({{std::string{iso8583::kInquiredCodeTag}, draft.inquired_code}}));
  }
  if (!draft.record.repeat) {
    remember(draft.record);
    apply_to_original(draft.record);
  }
  return {std::move(reply), std::move(draft.record)};
}

void CardNetwork::decide(Draft& draft, Time now) {
  if (const auto fault = fault_of_request(draft.request)) {
    draft.note = *fault;
    draft.answer(kFormatError);
    return;
  }
  switch (draft.record.kind) {
    case Kind::kPurchase:
      return pay(draft, now);
    case Kind::kRefund:
      return refund(draft);
    case Kind::kVoid:
      return give_back(draft, State::kVoided);
    case Kind::kReversal:
      return give_back(draft, State::kReversed);
    case Kind::kInquiry:
      return inquire(draft);
    case Kind::kVerify:
      return verify(draft, now);
    case Kind::kEcho:
    case Kind::kSignOn:
    case Kind::kSignOff:
      return draft.answer(kDone);
  }
}

void CardNetwork::verify(Draft& draft, Time now) {
  const iso8583::Message& request = draft.request;
  if (request.get(3) != kVerificationOrPurchase || draft.record.currency != kWon) {
    return draft.answer(kInvalidTransaction);
  }
  if (draft.record.amount_minor != 0) return draft.answer(kInvalidAmount);
  const std::string_view code = code_for_verification(request.get(2));
  if (code != kDone) return draft.answer(code);
  if (has_expired(request.get(14), now)) return draft.answer(kExpired);
  if (is_wrong_cvc(cvc_of(request))) return draft.answer(kWrongCvc);
  draft.answer(kDone);
  draft.record.approval = next_approval();
}

void CardNetwork::pay(Draft& draft, Time now) {
  if (answered_before(draft)) return;
  if (draft.record.currency != kWon) return draft.answer(kInvalidTransaction);
  if (draft.record.amount_minor == 0) return draft.answer(kInvalidAmount);
  const std::string_view code = code_for_payment(draft.request.get(2));
  if (code != kDone) return draft.answer(code);
  if (has_expired(draft.request.get(14), now)) return draft.answer(kExpired);
  draft.answer(kDone);
  draft.record.approval = next_approval();
}

void CardNetwork::refund(Draft& draft) {
  if (answered_before(draft)) return;
  const Transaction* original = find_original(draft);
  if (original == nullptr) return draft.answer(kOriginalNotFound);
  if (original->kind != Kind::kPurchase || original->state != State::kApproved) {
    return draft.answer(kInvalidTransaction);
  }
  const std::int64_t left_minor = original->amount_minor - original->refunded_minor;
  if (draft.record.amount_minor == 0 || draft.record.amount_minor > left_minor) {
    return draft.answer(kInvalidAmount);
  }
  draft.answer(kDone);
  draft.record.approval = next_approval();
}

void CardNetwork::give_back(Draft& draft, State wanted) {
  const Transaction* original = find_original(draft);
  if (original == nullptr) return draft.answer(kOriginalNotFound);
  if (original->kind != Kind::kPurchase) return draft.answer(kInvalidTransaction);
  if (original->amount_minor != draft.record.amount_minor) return draft.answer(kWrongAmount);
  switch (original->state) {
    case State::kVoided:
    case State::kReversed:
      return draft.repeat(kDone);
    case State::kDeclined:
      return wanted == State::kReversed ? draft.repeat(kDone) : draft.answer(kInvalidTransaction);
    case State::kApproved:
      if (is_cleared(*original, draft.record.acquirer)) return draft.answer(kAlreadyCleared);
      return draft.answer(original->refunded_minor > 0 ? kInvalidTransaction : kDone);
  }
}

bool CardNetwork::is_cleared(const Transaction& transaction, const std::string& acquirer) const {
  return cleared_up_to_ && transaction.seq <= cleared_up_to_(acquirer);
}

/// Same terminal, STAN and time: the same answer, unless it says something else.
bool CardNetwork::answered_before(Draft& draft) {
  const JournalRecord& record = draft.record;
  const auto found = transactions_.find(identity_of(record.terminal, record.stan, record.time));
  if (found == transactions_.end()) return false;
  const Transaction& before = found->second;
  const bool same = before.kind == record.kind && before.amount_minor == record.amount_minor &&
                    before.card == record.card && before.merchant == record.merchant &&
                    before.currency == record.currency;
  draft.repeat(same ? before.code : kDuplicate);
  if (same) draft.record.approval = before.approval;
  return true;
}

void CardNetwork::inquire(Draft& draft) {
  const Transaction* inquired = find_named(draft);
  if (inquired == nullptr) return draft.answer(kOriginalNotFound);
  const JournalRecord& record = draft.record;
  const Kind asked = draft.request.get(3) == kRefund ? Kind::kRefund : Kind::kPurchase;
  const bool same = inquired->kind == asked && inquired->amount_minor == record.amount_minor &&
                    inquired->merchant == record.merchant && inquired->currency == record.currency;
  if (!same) return draft.answer(kInvalidTransaction);
  draft.answer(kDone);
  draft.inquired_code = inquired->code;
  draft.record.approval = inquired->approval;
}

/// What field 90 names on the terminal that asks.
const CardNetwork::Transaction* CardNetwork::find_named(const Draft& draft) const {
  const JournalRecord& record = draft.record;
  if (!record.original) return nullptr;
  const auto found = transactions_.find(
      identity_of(record.terminal, record.original->stan, record.original->time));
  return found == transactions_.end() ? nullptr : &found->second;
}

/// The purchase that field 90 names, if card, merchant and currency are its own.
const CardNetwork::Transaction* CardNetwork::find_original(const Draft& draft) const {
  const Transaction* named = find_named(draft);
  if (named == nullptr) return nullptr;
  const JournalRecord& record = draft.record;
  const bool same = named->card == record.card && named->merchant == record.merchant &&
                    named->currency == record.currency;
  return same ? named : nullptr;
}

void CardNetwork::remember(const JournalRecord& record) {
  if (record.kind != Kind::kPurchase && record.kind != Kind::kRefund) return;
  // Not taken in at all, so that the same message may come again and be new.
  const bool refused = record.code == kFormatError || record.code == kOriginalNotFound ||
                       record.code == kAlreadyCleared;
  if (refused) return;
  Transaction transaction{.seq = record.seq,
                          .amount_minor = record.amount_minor,
                          .card = record.card,
                          .merchant = record.merchant,
                          .currency = record.currency,
                          .code = record.code,
                          .approval = record.approval,
                          .kind = record.kind,
                          .state = record.approved() ? State::kApproved : State::kDeclined};
  transactions_.emplace(identity_of(record.terminal, record.stan, record.time),
                        std::move(transaction));
}

void CardNetwork::apply_to_original(const JournalRecord& record) {
  if (!record.approved() || !record.original) return;
  const auto found = transactions_.find(
      identity_of(record.terminal, record.original->stan, record.original->time));
  if (found == transactions_.end()) return;
  Transaction& original = found->second;
  if (record.kind == Kind::kVoid) original.state = State::kVoided;
  if (record.kind == Kind::kReversal) original.state = State::kReversed;
  if (record.kind == Kind::kRefund) original.refunded_minor += record.amount_minor;
}

void CardNetwork::restore(const JournalRecord& record) {
  last_seq_ = record.seq;
  if (record.repeat) return;
  remember(record);
  apply_to_original(record);
}

std::string CardNetwork::next_approval() const {
  constexpr std::uint64_t kSixDigits = 1'000'000;
  const std::string digits = std::to_string(last_seq_ % kSixDigits);
  return std::string(6 - digits.size(), '0') + digits;
}

}  // namespace pay200::sandbox
