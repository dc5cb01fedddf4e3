#include "pgctl/commands/reconciliation_record.hpp"

namespace pay200::pgctl {
namespace {

Cell won_cell(std::int64_t amount_minor) {
  return amount_cell(Money{amount_minor, Currency::kKrw});
}

Cell optional_won_cell(std::optional<std::int64_t> amount_minor) {
  return amount_minor ? won_cell(*amount_minor) : optional_cell(std::nullopt);
}

Cell optional_number_cell(std::optional<std::int64_t> number) {
  return number ? number_cell(*number) : optional_cell(std::nullopt);
}

Cell payment_cell(const ReconciliationItem& item) {
  if (!item.payment_id) return optional_cell(std::nullopt);
  return text_cell(to_text(PaymentKey{item.merchant_id, *item.payment_id}));
}

Listing items_listing(const std::vector<ReconciliationItem>& items,
                      std::chrono::year_month_day on) {
  using Narrow = Column::Narrow;
  Listing listing;
  listing.columns = {{"kind", "KIND"},
                     {"state", "STATE"},
                     {"line", "LINE", Column::Align::kRight},
                     {"ageDays", "DAYS", Column::Align::kRight, Narrow::kDropped},
                     {"ours", "OURS", Column::Align::kRight},
                     {"theirs", "THEIRS", Column::Align::kRight},
                     {"rrn", "RRN"},
                     {"reference", "REFERENCE", Column::Align::kLeft, Narrow::kDropped},
                     {"merchant", "MERCHANT", Column::Align::kLeft, Narrow::kDropped},
                     {"payment", "PAYMENT", Column::Align::kLeft, Narrow::kDropped},
                     {"item", "ITEM", Column::Align::kLeft, Narrow::kDropped},
                     {"detail", "DETAIL", Column::Align::kLeft, Narrow::kWrapped}};
  for (const auto& item : items) {
    const auto age = std::chrono::sys_days{on} - std::chrono::sys_days{item.day};
    listing.rows.push_back(
        {text_cell(item.kind), text_cell(item.state), optional_number_cell(item.line),
         number_cell(age.count()), optional_won_cell(item.ours_minor),
         optional_won_cell(item.theirs_minor), text_cell(item.rrn), optional_cell(item.reference),
         text_cell(to_text(item.merchant_id)), payment_cell(item), text_cell(to_text(item.id)),
         text_cell(item.detail)});
  }
  return listing;
}

}  // namespace

Details details_of(const ReconciliationItem& item) {
  Details details;
  details.fields = {{"item", "Difference", text_cell(to_text(item.id))},
                    {"businessDay", "Business day", text_cell(to_text(item.day))},
                    {"kind", "Kind", text_cell(item.kind)},
                    {"state", "State", text_cell(item.state)},
                    {"line", "Line", optional_number_cell(item.line)},
                    {"ours", "Ours", optional_won_cell(item.ours_minor)},
                    {"theirs", "Theirs", optional_won_cell(item.theirs_minor)},
                    {"rrn", "RRN", text_cell(item.rrn)},
                    {"reference", "Reference", optional_cell(item.reference)},
                    {"merchant", "Merchant", text_cell(to_text(item.merchant_id))},
                    {"payment", "Payment", payment_cell(item)},
                    {"detail", "Detail", text_cell(item.detail)}};
  return details;
}

Details details_of(const Reconciliation& run, const std::vector<ReconciliationItem>& items,
                   const std::vector<ReconciliationItem>& older, std::chrono::year_month_day on) {
  Details details;
  details.fields = {{"acquirer", "Acquirer", text_cell(run.acquirer)},
                    {"businessDay", "Business day", text_cell(to_text(run.day))},
                    {"file", "File", text_cell(run.file_id)},
                    {"sha256", "SHA-256", text_cell(run.file_sha256)},
                    {"state", "State", text_cell(run.state)},
                    {"reconciles", "Reconciles", flag_cell(run.reconciles())},
                    {"records", "Records", number_cell(run.record_count)},
                    {"matched", "Matched", number_cell(run.matched_count)},
                    {"decided", "Decided", number_cell(run.decided_count)},
                    {"undecided", "Undecided", number_cell(run.undecided_count)},
                    {"differences", "Differences", number_cell(run.difference_count)},
                    {"funded", "Funded", won_cell(run.funded_minor)},
                    {"acquirerFee", "Acquirer's fee", won_cell(run.acquirer_fee_minor)},
                    {"operator", "Operator", text_cell(run.by_operator)},
                    {"startedAt", "Started", time_cell(run.started_at)},
                    {"finishedAt", "Finished", time_cell(run.finished_at)}};
  details.parts = {{"items", "Beside matches", items_listing(items, on)},
                   {"openFromEarlierDays", "Open from earlier days", items_listing(older, on)}};
  return details;
}

void note_what_is_left_out(Session& session, const std::vector<ReconciliationItem>& items,
                           const std::vector<ReconciliationItem>& older) {
  constexpr auto kMost = ReconciliationService::kMostItems;
  if (items.size() < kMost && older.size() < kMost) return;
  session.note("of each list the first " + grouped(kMost) +
               " at most are shown; the counts are of all");
}

Listing listing_of(const std::vector<Reconciliation>& runs) {
  using Narrow = Column::Narrow;
  Listing listing;
  listing.columns = {{"acquirer", "ACQUIRER"},
                     {"businessDay", "DAY"},
                     {"state", "STATE"},
                     {"reconciles", "RECONCILES"},
                     {"records", "RECORDS", Column::Align::kRight},
                     {"matched", "MATCHED", Column::Align::kRight},
                     {"differences", "DIFFERENCES", Column::Align::kRight},
                     {"funded", "FUNDED", Column::Align::kRight, Narrow::kDropped},
                     {"acquirerFee", "FEE", Column::Align::kRight, Narrow::kDropped}};
  for (const auto& run : runs) {
    listing.rows.push_back({text_cell(run.acquirer), text_cell(to_text(run.day)),
                            text_cell(run.state), flag_cell(run.reconciles()),
                            number_cell(run.record_count), number_cell(run.matched_count),
                            number_cell(run.difference_count), won_cell(run.funded_minor),
                            won_cell(run.acquirer_fee_minor)});
  }
  listing.when_empty = "Nothing has been reconciled. `pgctl reconcile run --file FILE` does it.";
  return listing;
}

}  // namespace pay200::pgctl
