#include "core/acquirer/iso8583/request_messages.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/acquirer/iso8583/original_data.hpp"
#include "core/acquirer/iso8583/private_data.hpp"
#include "core/acquirer/iso8583/response_code.hpp"
#include "core/platform/crypto/crypto.hpp"

namespace pay200::iso8583 {
namespace {

constexpr std::string_view kPurchase = "000000";
constexpr std::string_view kRefund = "200000";
constexpr std::string_view kFound = "00";
constexpr std::string_view kNeverSeen = "25";
constexpr std::string_view kStoredCardNoPin = "812";
constexpr std::string_view kECommerce = "59";
constexpr std::array kEchoed{3, 4, 7, 11, 12, 13, 32, 33, 37, 41, 42, 49, 67, 70, 90};
constexpr std::array kOfTheCard{2, 14, 48};

std::string digits(unsigned value, std::size_t width) {
  std::string text = std::to_string(value);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

struct Stamp {
  std::string date;  ///< MMDD
  std::string time;  ///< hhmmss
};

Stamp stamp(std::chrono::year_month_day day, std::chrono::seconds time_of_day) {
  const std::chrono::hh_mm_ss time(time_of_day);
  const auto two = [](auto count) { return digits(static_cast<unsigned>(count), 2); };
  return {two(unsigned(day.month())) + two(unsigned(day.day())),
          two(time.hours().count()) + two(time.minutes().count()) + two(time.seconds().count())};
}

Stamp utc_stamp(Time time) {
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  return stamp(std::chrono::year_month_day(midnight),
               std::chrono::floor<std::chrono::seconds>(time - midnight));
}

std::string transmission_time(Time time) {
  const Stamp utc = utc_stamp(time);
  return utc.date + utc.time;
}

/// Of a field 7 (MMDDhhmmss as a number); nullopt if it is no time.
std::optional<Time> instant_of(std::optional<std::int64_t> field_7, Time now) {
  if (!field_7) return std::nullopt;
  const auto part = [&field_7](std::int64_t unit) {
    return static_cast<unsigned>(*field_7 / unit % 100);
  };
  const std::chrono::month_day day{std::chrono::month(part(100'000'000)),
                                   std::chrono::day(part(1'000'000))};
  const auto time_of_day = std::chrono::hours(part(10'000)) + std::chrono::minutes(part(100)) +
                           std::chrono::seconds(part(1));
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
  std::optional<Time> nearest;
  for (const int years : {-1, 0, 1}) {
    const auto date = (today.year() + std::chrono::years(years)) / day.month() / day.day();
    if (!date.ok()) continue;
    const Time instant = std::chrono::sys_days(date) + time_of_day;
    if (!nearest || std::chrono::abs(instant - now) < std::chrono::abs(*nearest - now)) {
      nearest = instant;
    }
  }
  return nearest;
}

void set_identity(Message& message, const MessageIdentity& identity) {
  const Stamp seoul =
      stamp(seoul_day(identity.transmitted_at), seoul_time_of_day(identity.transmitted_at));
  message.set(7, transmission_time(identity.transmitted_at));
  message.set_number(11, identity.stan);
  message.set(12, seoul.time);
  message.set(13, seoul.date);
  message.set(37, identity.rrn);
  message.set_padded(41, identity.terminal_id);
}

Message card_request(std::string_view mti, const MessageIdentity& identity, const CardNumber& card,
                     Money amount, std::string_view card_acceptor_id, const Identification& us) {
  Message message;
  message.mti = mti;
  set_identity(message, identity);
  message.set(2, card.pan);
  message.set(3, std::string(kPurchase));
  message.set_number(4, amount.amount_minor);
  message.set(18, us.merchant_category);
  message.set(22, std::string(kStoredCardNoPin));
  message.set(25, std::string(kECommerce));
  message.set(32, us.institution_id);
  if (!us.forwarder_id.empty()) message.set(33, us.forwarder_id);
  message.set_padded(42, card_acceptor_id);
  message.set(49, std::string(iso_numeric(amount.currency)));
  return message;
}

/// Field 90 of a message about a 0200 of ours.
std::string original_data(const MessageIdentity& original, const Identification& us) {
  return to_field_90({std::string(mti::kFinancialRequest),
                      digits(static_cast<unsigned>(original.stan), 6),
                      transmission_time(original.transmitted_at), us.institution_id,
                      us.forwarder_id.empty() ? "0" : us.forwarder_id});
}

/// The field 39 that the message inquired after got; empty if the response does not tell.
std::string inquired_code(const Message& response) {
  const auto data = from_field_48(response.get(48));
  if (!data) return {};
  const auto code = data->find(kInquiredCodeTag);
  return code == data->end() || code->second.size() != 2 ? std::string{} : code->second;
}

/// An approval without its approval code cannot be told of, cleared or disputed.
bool lacks_approval_code(const Message& response, std::string_view code) {
  return meaning_of(code).outcome == Outcome::kApproved && !response.has(38);
}

std::string fault_of_inquired(const Message& response) {
  if (response.get(39) != kFound) return {};
  const std::string code = inquired_code(response);
  if (code.empty()) return "field 48 does not tell what was inquired after";
  return lacks_approval_code(response, code) ? "field 38 is missing" : "";
}

std::string_view reversal_mti(const ReverseMessage& reverse) {
  if (reverse.is_void) return reverse.repeat ? mti::kReversalRequestRepeat : mti::kReversalRequest;
  return reverse.repeat ? mti::kReversalAdviceRepeat : mti::kReversalAdvice;
}

}  // namespace

Message pay_request(const PayMessage& pay, const Identification& us) {
  Message message = card_request(mti::kFinancialRequest, pay.identity, pay.card, pay.amount,
                                 pay.card_acceptor_id, us);
  message.set(14, pay.card.expiry);
  if (pay.installment_months > 0) message.set_number(67, pay.installment_months);
  return message;
}

Message verify_request(const VerifyMessage& verify, const Identification& us) {
  Message message = card_request(mti::kAuthorizationRequest, verify.identity, verify.card, Money{},
                                 us.own_card_acceptor_id, us);
  message.set(14, verify.card.expiry);
  message.set(48, to_field_48({{std::string(kCvcTag), verify.cvc}}));
  return message;
}

Message reverse_request(const ReverseMessage& reverse, const Identification& us) {
  const PayMessage& original = reverse.original;
  Message message = card_request(reversal_mti(reverse), reverse.identity, original.card,
                                 original.amount, original.card_acceptor_id, us);
  message.set(90, original_data(original.identity, us));
  return message;
}

Message refund_request(const RefundMessage& refund, const Identification& us) {
  const PayMessage& original = refund.original;
  Message message = card_request(mti::kFinancialRequest, refund.identity, original.card,
                                 refund.amount, original.card_acceptor_id, us);
  message.set(3, std::string(kRefund));
  if (!refund.original_approval_code.empty()) message.set(38, refund.original_approval_code);
  message.set(90, original_data(original.identity, us));
  return message;
}

Message inquire_request(const InquireMessage& inquire, const Identification& us) {
  Message message;
  message.mti = mti::kInquiryRequest;
  set_identity(message, inquire.identity);
  message.set(3, std::string(inquire.of_refund ? kRefund : kPurchase));
  message.set_number(4, inquire.amount.amount_minor);
  message.set(32, us.institution_id);
  if (!us.forwarder_id.empty()) message.set(33, us.forwarder_id);
  message.set_padded(42, inquire.card_acceptor_id);
  message.set(49, std::string(iso_numeric(inquire.amount.currency)));
  message.set(90, original_data(inquire.inquired, us));
  return message;
}

Message network_request(std::string_view code, int stan, Time now, std::string_view terminal_id,
                        const std::string& institution_id) {
  Message message;
  message.mti = mti::kNetworkRequest;
  message.set(7, transmission_time(now));
  message.set_number(11, stan);
  if (!institution_id.empty()) message.set(32, institution_id);
  message.set_padded(41, terminal_id);
  message.set(70, std::string(code));
  return message;
}

void cleanse(Message& message) {
  for (const int field : kOfTheCard) {
    const auto found = message.fields.find(field);
    if (found != message.fields.end()) crypto::cleanse(found->second);
  }
}

std::string fault_of_response(const Message& request, const Message& response) {
  if (response.mti != response_mti(request.mti)) return "not the response's MTI";
  for (const int field : kEchoed) {
    if (response.get(field) != request.get(field)) {
      return "field " + std::to_string(field) + " is not what was asked";
    }
  }
  if (!response.has(39)) return "field 39 is missing";
  if (request.mti == mti::kFinancialRequest && lacks_approval_code(response, response.get(39))) {
    return "field 38 is missing";
  }
  if (request.mti == mti::kInquiryRequest) return fault_of_inquired(response);
  return {};
}

bool has_purchase_code(const Message& message) { return message.get(3) == kPurchase; }

bool is_purchase(const Message& request) {
  return request.mti == mti::kFinancialRequest && has_purchase_code(request);
}

std::optional<LateApproval> late_approval_of(const Message& response, Time now) {
  const auto amount_minor = response.get_number(4);
  const auto transmitted_at = instant_of(response.get_number(7), now);
  const auto stan = response.get_number(11);
  if (!amount_minor || !transmitted_at || !stan) return std::nullopt;
  return LateApproval{{std::string(response.get_trimmed(41)), static_cast<int>(*stan),
                       std::string(response.get(37)), *transmitted_at},
                      std::string(response.get_trimmed(42)),
                      *amount_minor,
                      std::string(response.get_trimmed(38))};
}

AcquirerOutcome inquired_outcome(const Message& response) {
  const auto unknown = [](std::string why) {
    return AcquirerOutcome{OutcomeKind::kUnknown, {}, {}, std::move(why)};
  };
  const std::string_view own_code = response.get(39);
  if (own_code == kNeverSeen) return {OutcomeKind::kAnswered, std::string(kNeverSeen), {}, {}};
  if (own_code != kFound) return unknown("the inquiry was answered " + std::string(own_code));
  std::string code = inquired_code(response);
  const Outcome outcome = meaning_of(code).outcome;
  // A decline with an approval code contradicts itself.
  if (outcome == Outcome::kUnclear || (outcome != Outcome::kApproved && response.has(38))) {
    return unknown("what was inquired after is " + code);
  }
  if (outcome != Outcome::kApproved) return {OutcomeKind::kAnswered, std::move(code), {}, {}};
  return {OutcomeKind::kAnswered, std::move(code), std::string(response.get_trimmed(38)), {}};
}

Message echoed_part(const Message& request) {
  Message part;
  part.mti = request.mti;
  for (const int field : kEchoed) {
    if (request.has(field)) part.set(field, std::string(request.get(field)));
  }
  return part;
}

}  // namespace pay200::iso8583
