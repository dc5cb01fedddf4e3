#include "pgctl/commands/day_record.hpp"

namespace pay200::pgctl {
namespace {

Cell won_cell(std::int64_t amount_minor) {
  return amount_cell(Money{amount_minor, Currency::kKrw});
}

Cell reconciliation_cell(const ClosedBusinessDay& day) { return optional_cell(day.reconciliation); }

}  // namespace

Details details_of(const ClosedBusinessDay& day) {
  Details details;
  details.fields = {{"acquirer", "Acquirer", text_cell(day.acquirer)},
                    {"businessDay", "Business day", text_cell(to_text(day.day))},
                    {"paymentCount", "Payments", number_cell(day.payment_count)},
                    {"paymentAmount", "Paid", won_cell(day.payment_minor)},
                    {"voidCount", "Voids", number_cell(day.void_count)},
                    {"voidAmount", "Voided", won_cell(day.void_minor)},
                    {"refundCount", "Refunds", number_cell(day.refund_count)},
                    {"refundAmount", "Refunded", won_cell(day.refund_minor)},
                    {"closedBy", "Closed by", text_cell(day.closed_by)},
                    {"closedAt", "Closed", time_cell(day.closed_at)},
                    {"reconciliation", "Reconciliation", reconciliation_cell(day)},
                    {"unansweredCount", "Unanswered", number_cell(day.unanswered_count)}};
  return details;
}

Listing listing_of(const std::vector<ClosedBusinessDay>& days) {
  Listing listing;
  listing.columns = {
      {"acquirer", "ACQUIRER"},
      {"businessDay", "DAY"},
      {"paymentCount", "PAYMENTS", Column::Align::kRight},
      {"paymentAmount", "PAID", Column::Align::kRight},
      {"voidAmount", "VOIDED", Column::Align::kRight, Column::Narrow::kDropped},
      {"refundAmount", "REFUNDED", Column::Align::kRight},
      {"closedAt", "CLOSED", Column::Align::kLeft, Column::Narrow::kDropped},
      {"reconciliation", "RECONCILIATION"},
      {"unansweredCount", "UNANSWERED", Column::Align::kRight, Column::Narrow::kDropped}};
  for (const auto& day : days) {
    listing.rows.push_back(
        {text_cell(day.acquirer), text_cell(to_text(day.day)), number_cell(day.payment_count),
         won_cell(day.payment_minor), won_cell(day.void_minor), won_cell(day.refund_minor),
         time_cell(day.closed_at), reconciliation_cell(day), number_cell(day.unanswered_count)});
  }
  listing.when_empty = "No day has been closed. `pgctl day close` closes the last one.";
  return listing;
}

}  // namespace pay200::pgctl
