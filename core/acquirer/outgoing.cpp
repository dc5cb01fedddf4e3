#include "core/acquirer/outgoing.hpp"

#include <exception>
#include <optional>
#include <utility>

#include "core/acquirer/outgoing_store.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/log.hpp"

namespace pay200 {
namespace {

AcquirerOutcome not_sent(std::string why) {
  return {OutcomeKind::kNotSent, {}, {}, std::move(why)};
}

AcquirerOutcome unknown(std::string why) { return {OutcomeKind::kUnknown, {}, {}, std::move(why)}; }

/// A refund that has a slot.
std::variant<outgoing_store::OutgoingRefund, AcquirerOutcome> read_refund(db::Database& database,
                                                                          MerchantId merchant_id,
                                                                          RefundId refund_id) {
  std::optional<outgoing_store::OutgoingRefund> found;
  try {
    found = outgoing_store::find_outgoing_refund(database, merchant_id, refund_id);
  } catch (const std::exception& broken) {
    log::warning("refund_unreadable",
                 {{"refund_id", refund_id.to_sql()}, {"cause", broken.what()}});
    return not_sent("the link cannot read the refund");
  }
  if (!found) return not_sent("there is no such refund that has been claimed");
  return std::move(*found);
}

/// The pan into `card`; false, and an alarm, if it does not open.
bool open_number(const CardVault& vault, const outgoing_store::SealedNumber& number,
                 CardNumber& card, const std::string& what) {
  std::optional<std::string> pan;
  try {
    pan = vault.open(number.card_id, number.nonce, number.ciphertext, number.key_version);
  } catch (const std::exception& broken) {  // a newer key, and no database to ask for it
    log::warning("card_number_unreadable", {{"id", what}, {"cause", broken.what()}});
    return false;
  }
  if (!pan) {
    log::error("card_number_does_not_open",
               {{"id", what}, {"key_version", std::to_string(number.key_version)}});
    return false;
  }
  card.pan = std::move(*pan);
  return true;
}

void cleanse(CardNumber& card) {
  crypto::cleanse(card.pan);
  crypto::cleanse(card.expiry);
}

}  // namespace

OutgoingPay::~OutgoingPay() { cleanse(message.card); }

OutgoingReverse::~OutgoingReverse() { cleanse(message.original.card); }

OutgoingRefund::~OutgoingRefund() { cleanse(message.original.card); }

std::variant<OutgoingPay, AcquirerOutcome> Outgoing::attempt(MerchantId merchant_id,
                                                             AttemptId attempt_id, Time now) {
  std::optional<outgoing_store::OutgoingAttempt> found;
  try {
    found = outgoing_store::find_outgoing_attempt(database_, merchant_id, attempt_id);
  } catch (const std::exception& broken) {
    log::warning("attempt_unreadable",
                 {{"attempt_id", attempt_id.to_sql()}, {"cause", broken.what()}});
    return not_sent("the link cannot read the attempt");
  }
  if (!found) return not_sent("there is no such attempt");
  if (found->deadline_at <= now) return not_sent("its time had passed before it was sent");
  if (found->state != "sending") {
    return unknown("the attempt is " + found->state);
  }
  OutgoingPay pay;
  pay.acquirer = std::move(found->acquirer);
  pay.deadline_at = found->deadline_at;
  pay.message = std::move(found->message);
  if (!open_number(vault_, found->number, pay.message.card, attempt_id.to_sql())) {
    return not_sent("the card number does not open");
  }
  return pay;
}

std::variant<OutgoingReverse, AcquirerOutcome> Outgoing::reversal(MerchantId merchant_id,
                                                                  ReversalId reversal_id) {
  std::optional<outgoing_store::OutgoingReversal> found;
  try {
    found = outgoing_store::find_outgoing_reversal(database_, merchant_id, reversal_id);
  } catch (const std::exception& broken) {
    log::warning("reversal_unreadable",
                 {{"reversal_id", reversal_id.to_sql()}, {"cause", broken.what()}});
    return not_sent("the link cannot read the reversal");
  }
  if (!found) return not_sent("there is no such reversal");
  if (found->state != "pending") return not_sent("the reversal is " + found->state);
  if (!found->claimed) return not_sent("the reversal has not been claimed");
  OutgoingReverse reverse;
  reverse.acquirer = std::move(found->acquirer);
  reverse.message = std::move(found->message);
  if (!open_number(vault_, found->number, reverse.message.original.card, reversal_id.to_sql())) {
    return not_sent("the card number does not open");
  }
  return reverse;
}

std::variant<OutgoingRefund, AcquirerOutcome> Outgoing::refund(MerchantId merchant_id,
                                                               RefundId refund_id, Time now) {
  auto read = read_refund(database_, merchant_id, refund_id);
  if (auto* instead = std::get_if<AcquirerOutcome>(&read)) return std::move(*instead);
  auto& found = std::get<outgoing_store::OutgoingRefund>(read);
  if (found.deadline_at <= now) return not_sent("its time had passed before it was sent");
  if (found.state != "sending") return unknown("the refund is " + found.state);
  OutgoingRefund refund;
  refund.acquirer = std::move(found.acquirer);
  refund.deadline_at = found.deadline_at;
  refund.message = std::move(found.message);
  if (!open_number(vault_, found.number, refund.message.original.card, refund_id.to_sql())) {
    return not_sent("the card number does not open");
  }
  return refund;
}

std::variant<OutgoingInquiry, AcquirerOutcome> Outgoing::inquiry(MerchantId merchant_id,
                                                                 RefundId refund_id) {
  auto read = read_refund(database_, merchant_id, refund_id);
  if (auto* instead = std::get_if<AcquirerOutcome>(&read)) return std::move(*instead);
  const auto& found = std::get<outgoing_store::OutgoingRefund>(read);
  OutgoingInquiry inquiry;
  inquiry.acquirer = found.acquirer;
  inquiry.message.inquired = found.message.identity;
  inquiry.message.of_refund = true;
  inquiry.message.amount = found.message.amount;
  inquiry.message.card_acceptor_id = found.message.original.card_acceptor_id;
  return inquiry;
}

bool Outgoing::note_late_approval(const std::string& acquirer, const LateApproval& approval,
                                  ReversalId reversal_id, Time now) {
  const auto& identity = approval.identity;
  const auto tell = [&](log::Level level, const char* event, const std::string& why) {
    log::write(level, event,
               {{"acquirer", acquirer},
                {"merchant", approval.card_acceptor_id},
                {"terminal_id", identity.terminal_id},
                {"stan", std::to_string(identity.stan)},
                {"rrn", identity.rrn},
                {"approval_code", approval.approval_code},
                {"why", why}});
  };
  try {
    const auto merchant_id = merchant_id_from_text(approval.card_acceptor_id);
    const auto attempt_id = merchant_id ? outgoing_store::find_attempt_of_approval(
                                              database_, *merchant_id, acquirer, approval)
                                        : std::nullopt;
    if (!attempt_id) {
      tell(log::Level::kError, "late_approval_of_unknown_attempt", "nothing like it was sent");
      return true;
    }
    const std::string outcome = outgoing_store::note_late_approval(
        database_, *merchant_id, *attempt_id, approval.approval_code, reversal_id, now);
    tell(log::Level::kWarning, "late_approval_noted", outcome);
    return true;
  } catch (const std::exception& broken) {
    tell(log::Level::kWarning, "late_approval_not_noted_yet", broken.what());
    return false;
  }
}

}  // namespace pay200
