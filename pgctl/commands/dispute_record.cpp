#include "pgctl/commands/dispute_record.hpp"

#include "pgctl/arguments.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

Cell optional_day_cell(const std::optional<std::chrono::year_month_day>& day) {
  return day ? text_cell(to_text(*day)) : optional_cell(std::nullopt);
}

std::string payment_of(const Dispute& dispute) {
  return to_text(PaymentKey{dispute.key.merchant_id, dispute.payment_id});
}

}  // namespace

Dispute dispute_from(Session& session, const std::string& text) {
  auto dispute =
      DisputeService(session.database(), session.clock()).get_dispute(dispute_key_from(text));
  if (!dispute) {
    throw Failure(ExitStatus::kNotFound,
                  "dispute " + text + " not found; `pgctl dispute list` shows all");
  }
  return *std::move(dispute);
}

Details details_of(const Dispute& dispute, const std::string& merchant_name) {
  Details details;
  details.fields = {{"dispute", "Dispute", text_cell(to_text(dispute.key))},
                    {"merchant", "Merchant id", text_cell(to_text(dispute.key.merchant_id))},
                    {"merchantName", "Merchant", text_cell(merchant_name)},
                    {"payment", "Payment", text_cell(payment_of(dispute))},
                    {"transaction", "Transaction", text_cell(to_text(dispute.transaction_id))},
                    {"acquirer", "Acquirer", text_cell(dispute.acquirer)},
                    {"reference", "Reference", text_cell(dispute.reference)},
                    {"amount", "Amount", amount_cell(dispute.amount)},
                    {"status", "Status", text_cell(to_text(dispute.state))},
                    {"openedOn", "Opened on", text_cell(to_text(dispute.opened_on))},
                    {"respondBy", "Respond by", text_cell(to_text(dispute.respond_by))},
                    {"decidedOn", "Decided on", optional_day_cell(dispute.decided_on)},
                    {"evidence", "Evidence", optional_cell(dispute.evidence)},
                    {"operator", "Operator", optional_cell(dispute.by_operator)},
                    {"changedAt", "Changed", time_cell(dispute.changed_at)}};
  return details;
}

Listing listing_of(const std::vector<Dispute>& disputes) {
  using Narrow = Column::Narrow;
  Listing listing;
  listing.columns = {{"dispute", "DISPUTE"},
                     {"merchant", "MERCHANT", Column::Align::kLeft, Narrow::kDropped},
                     {"payment", "PAYMENT", Column::Align::kLeft, Narrow::kDropped},
                     {"reference", "REFERENCE", Column::Align::kLeft, Narrow::kDropped},
                     {"amount", "AMOUNT", Column::Align::kRight},
                     {"status", "STATUS"},
                     {"openedOn", "OPENED", Column::Align::kLeft, Narrow::kDropped},
                     {"respondBy", "RESPOND BY"}};
  for (const auto& dispute : disputes) {
    listing.rows.push_back(
        {text_cell(to_text(dispute.key)), text_cell(to_text(dispute.key.merchant_id)),
         text_cell(payment_of(dispute)), text_cell(dispute.reference), amount_cell(dispute.amount),
         text_cell(to_text(dispute.state)), text_cell(to_text(dispute.opened_on)),
         text_cell(to_text(dispute.respond_by))});
  }
  listing.when_empty = "No disputes.";
  return listing;
}

}  // namespace pay200::pgctl
