// pgctl payment timeline
#include <algorithm>
#include <chrono>

#include "core/payment/payment_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/output/json_value.hpp"

namespace pay200::pgctl {
namespace {

using Narrow = Column::Narrow;

/// {"attempt": 1, "rrn": "..."} as "attempt 1, rrn ...".
std::string readable(const Json& detail) {
  std::string text;
  for (const auto& [key, value] : detail.items()) {
    if (value.is_null()) continue;
    std::string word = key;
    std::replace(word.begin(), word.end(), '_', ' ');
    if (!text.empty()) text += ", ";
    text += word + " " + (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

Listing events_of(const Payment& payment) {
  Listing listing;
  listing.columns = {{"at", "TIME"},
                     {"event", "EVENT"},
                     {"state", "STATE", Column::Align::kLeft, Narrow::kDropped},
                     {"detail", "DETAIL", Column::Align::kLeft, Narrow::kWrapped}};
  for (const auto& entry : payment.timeline) {
    const Json detail = Json::parse(entry.detail);
    listing.rows.push_back({time_cell(entry.at),
                            text_cell(entry.event),
                            text_cell(entry.state),
                            {value_from(detail), readable(detail)}});
  }
  return listing;
}

Cell duration_cell(const AttemptView& attempt) {
  if (!attempt.finished_at) return {nullptr, "-"};
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(*attempt.finished_at -
                                                                          attempt.started_at);
  return {took.count(), std::to_string(took.count()) + " ms"};
}

Listing attempts_of(const Payment& payment) {
  constexpr auto kRight = Column::Align::kRight;
  constexpr auto kLeft = Column::Align::kLeft;
  Listing listing;
  listing.columns = {{"number", "TRY", kRight},
                     {"startedAt", "STARTED", kLeft, Narrow::kDropped},
                     {"card", "CARD"},
                     {"state", "RESULT"},
                     {"responseCode", "CODE"},
                     {"approvalCode", "APPROVAL"},
                     {"tookMs", "TOOK", kRight},
                     {"acquirer", "ACQUIRER"},
                     {"rrn", "RRN", kLeft, Narrow::kDropped},
                     {"attempt", "ATTEMPT", kLeft, Narrow::kDropped}};
  for (const auto& attempt : payment.attempts) {
    listing.rows.push_back(
        {number_cell(attempt.number), time_cell(attempt.started_at),
         text_cell(attempt.brand + " " + attempt.bin + "..." + attempt.last_four),
         text_cell(attempt.state), optional_cell(attempt.response_code),
         optional_cell(attempt.approval_code), duration_cell(attempt), text_cell(attempt.acquirer),
         text_cell(attempt.rrn), text_cell(to_text(attempt.id))});
  }
  listing.when_empty = "No card has been tried.";
  return listing;
}

Listing cancels_of(const Payment& payment) {
  constexpr auto kLeft = Column::Align::kLeft;
  Listing listing;
  listing.columns = {{"requestedAt", "CANCEL ASKED"},
                     {"requestedBy", "BY", kLeft, Narrow::kCut},
                     {"operator", "OPERATOR", kLeft, Narrow::kForScripts},
                     {"type", "TYPE"},
                     {"amount", "AMOUNT", Column::Align::kRight},
                     {"state", "STATE"},
                     {"finishedAt", "FINISHED", kLeft, Narrow::kDropped},
                     {"reason", "REASON", kLeft, Narrow::kCut},
                     {"moved", "MOVED", kLeft, Narrow::kDropped}};
  for (const auto& cancel : payment.cancels) {
    listing.rows.push_back(
        {time_cell(cancel.requested_at), asker_cell(cancel.requested_by, cancel.by_operator),
         optional_cell(cancel.by_operator), text_cell(cancel.type), amount_cell(cancel.amount),
         text_cell(cancel.state), time_cell(cancel.finished_at), text_cell(cancel.reason),
         flag_cell(cancel.moved)});
  }
  return listing;
}

Cell shopper_cell(const std::optional<ShopperId>& shopper) {
  return shopper ? text_cell(to_text(*shopper)) : Cell{nullptr, "-"};
}

Details details_of(const Payment& payment) {
  Details details;
  details.fields = {
      {"payment", "Payment", text_cell(to_text(payment.key))},
      {"mode", "Mode", text_cell(payment.live ? "live" : "test")},
      {"merchant", "Merchant id", text_cell(to_text(payment.key.merchant_id))},
      {"merchantName", "Merchant", text_cell(payment.merchant_name)},
      {"orderId", "Order id", text_cell(payment.order_id)},
      {"orderName", "Order", text_cell(payment.order_name)},
      {"customerName", "Customer", optional_cell(payment.customer_name)},
      {"shopper", "Shopper", shopper_cell(payment.shopper_id)},
      {"currency", "Currency", text_cell(to_text(payment.total.currency))},
      {"totalAmount", "Amount", amount_cell(payment.total)},
      {"balanceAmount", "Balance", amount_cell(payment.balance)},
      {"status", "Status", text_cell(to_text(payment.status()))},
      {"failure", "Failure",
       payment.failure ? text_cell(wire_name(*payment.failure)) : Cell{nullptr, "-"}},
      {"requestedAt", "Requested", time_cell(payment.requested_at)},
      {"expiresAt", "QR expires", time_cell(payment.expires_at)},
      {"approvedAt", "Approved", time_cell(payment.approved_at)},
  };
  details.parts = {{"timeline", "", events_of(payment)}, {"attempts", "", attempts_of(payment)}};
  if (!payment.cancels.empty()) details.parts.push_back({"cancels", "", cancels_of(payment)});
  return details;
}

ExitStatus run(Session& session, const std::string& id) {
  const PaymentKey key = payment_key_from(id);
  // Neither a link nor the PIN's key: nothing is charged here.
  PaymentService payments(session.database(), session.clock(), session.config(), nullptr, {});
  const auto payment = payments.get_payment(key);
  if (!payment) {
    throw Failure(exit_status(payment.error().code),
                  "payment " + id + " not found; `pgctl tx search` finds payments that were paid");
  }
  session.show(details_of(*payment));
  return ExitStatus::kDone;
}

}  // namespace

void add_payment_timeline(CommandTree& tree) {
  auto id = std::make_shared<std::string>();
  tree.verb("payment", "timeline", "Show what happened to a payment, in order",
            [id](Session& session) { return run(session, *id); })
      .argument("PAYMENT", *id, "The payment's key, pay_...")
      .example("pgctl payment timeline pay_...");
}

}  // namespace pay200::pgctl
