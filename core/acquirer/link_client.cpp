#include "core/acquirer/link_client.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>
#include <variant>

#include "core/acquirer/link_channel.hpp"
#include "core/acquirer/link_protocol.hpp"
#include "core/card_vault/pan.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/log.hpp"

namespace pay200 {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// The link answers at the deadline itself; this is for the answer's own way.
constexpr std::chrono::milliseconds kMargin{500};
/// A slot may need a block of STANs from the database.
constexpr std::chrono::milliseconds kReserveTimeout{3000};
constexpr std::chrono::milliseconds kStatusTimeout{1000};

SteadyClock::time_point steady(Time deadline) {
  return SteadyClock::now() + (deadline - system_clock().now()) + kMargin;
}

bool is_digits(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Nothing of a wrong shape travels.
std::optional<Error> fault_of(const CardNumber& card, const std::string& cvc) {
  if (!is_valid_pan(card.pan)) return Error{ErrorCode::kInvalidCardNumber};
  if (!is_digits(card.expiry, 4, 4)) return Error{ErrorCode::kInvalidRequest, {}, "expiry"};
  if (!is_digits(cvc, 3, 4)) return Error{ErrorCode::kInvalidRequest, {}, "cvc"};
  return std::nullopt;
}

void log_odd_reply(const char* act) { log::error("link_reply_of_wrong_kind", {{"act", act}}); }

}  // namespace

struct LinkClient::Impl {
  explicit Impl(std::string socket_path) : channel(std::move(socket_path)) {}

  AcquirerOutcome outcome(const char* act, link_protocol::Request request, Time deadline) {
    if (deadline <= system_clock().now()) {
      return {OutcomeKind::kNotSent, {}, {}, "its time had passed before it was handed over"};
    }
    auto answer = channel.ask(std::move(request), steady(deadline));
    if (!answer.reply) {
      return {answer.handed_over ? OutcomeKind::kUnknown : OutcomeKind::kNotSent,
              {},
              {},
              std::move(answer.why)};
    }
    if (auto* outcome = std::get_if<AcquirerOutcome>(&answer.reply->result)) {
      return std::move(*outcome);
    }
    log_odd_reply(act);
    return {OutcomeKind::kUnknown, {}, {}, "the link's answer was of a wrong kind"};
  }

  Result<Slot> reserve(link_protocol::Request request) {
    auto answer = channel.ask(std::move(request), SteadyClock::now() + kReserveTimeout);
    if (!answer.reply) return Error{ErrorCode::kAcquirerUnavailable, std::move(answer.why)};
    if (auto* slot = std::get_if<Slot>(&answer.reply->result)) return std::move(*slot);
    if (auto* error = std::get_if<Error>(&answer.reply->result)) return std::move(*error);
    log_odd_reply("reserve");
    return ErrorCode::kAcquirerUnavailable;
  }

  LinkChannel channel;
};

LinkClient::LinkClient(std::string socket_path)
    : impl_(std::make_unique<Impl>(std::move(socket_path))) {}

LinkClient::~LinkClient() = default;

Result<Slot> LinkClient::reserve_slot(bool live, const std::vector<std::string>& tried) {
  return impl_->reserve({0, link_protocol::ReserveAny{live, tried}});
}

Result<Slot> LinkClient::reserve_slot(const std::string& acquirer, const std::string& terminal_id) {
  return impl_->reserve({0, link_protocol::ReserveOn{acquirer, terminal_id}});
}

AcquirerOutcome LinkClient::pay(MerchantId merchant_id, AttemptId attempt_id, Time deadline) {
  return impl_->outcome("pay", {0, link_protocol::Pay{merchant_id, attempt_id, deadline}},
                        deadline);
}

AcquirerOutcome LinkClient::reverse(MerchantId merchant_id, ReversalId reversal_id, Time deadline) {
  return impl_->outcome("reverse", {0, link_protocol::Reverse{merchant_id, reversal_id, deadline}},
                        deadline);
}

AcquirerOutcome LinkClient::refund(MerchantId merchant_id, RefundId refund_id, Time deadline) {
  return impl_->outcome("refund", {0, link_protocol::Refund{merchant_id, refund_id, deadline}},
                        deadline);
}

AcquirerOutcome LinkClient::inquire_refund(MerchantId merchant_id, RefundId refund_id,
                                           Time deadline) {
  return impl_->outcome("inquire_refund",
                        {0, link_protocol::InquireRefund{merchant_id, refund_id, deadline}},
                        deadline);
}

Result<SealedCard> LinkClient::verify_and_seal(CardId card_id, CardNumber card, std::string cvc,
                                               bool live, Time deadline) {
  const auto fault = fault_of(card, cvc);
  auto verify = std::make_shared<link_protocol::Verify>();
  verify->card_id = card_id;
  verify->card = card;
  verify->cvc = cvc;
  verify->live = live;
  verify->deadline = deadline;
  crypto::cleanse(card.pan);
  crypto::cleanse(card.expiry);
  crypto::cleanse(cvc);
  if (fault) return *fault;

  auto answer = impl_->channel.ask({0, std::move(verify)}, steady(deadline));
  if (!answer.reply) {
    return Error{answer.handed_over ? ErrorCode::kOutcomeUnknown : ErrorCode::kAcquirerUnavailable,
                 std::move(answer.why)};
  }
  if (auto* sealed = std::get_if<SealedCard>(&answer.reply->result)) return std::move(*sealed);
  if (auto* error = std::get_if<Error>(&answer.reply->result)) return std::move(*error);
  log_odd_reply("verify");
  return ErrorCode::kOutcomeUnknown;
}

Result<std::vector<LinkClient::AcquirerStatus>> LinkClient::status() {
  auto answer =
      impl_->channel.ask({0, link_protocol::Status{}}, SteadyClock::now() + kStatusTimeout);
  if (!answer.reply) return Error{ErrorCode::kServiceUnavailable, std::move(answer.why)};
  if (auto* statuses = std::get_if<link_protocol::Statuses>(&answer.reply->result)) {
    return std::move(*statuses);
  }
  log_odd_reply("status");
  return ErrorCode::kServiceUnavailable;
}

}  // namespace pay200
