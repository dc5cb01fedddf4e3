#include "core/payment/page_event_store.hpp"

#include <pqxx/pqxx>
#include <string>

namespace pay200::page_event_store {
namespace {

PageEvent event_in(const pqxx::row& row) {
  const PaymentState state = payment_state_from_text(db::text(row, "state"));
  PageEvent event;
  event.number = static_cast<int>(db::number(row, "number"));
  const std::string step = db::text(row, "event");
  event.type = page_event_type(state, step == "declined", step == "retrying");
  event.status = public_status(state);
  event.at = db::time(row, "occurred_at");
  event.expires_at = db::optional_time(row, "expires_at");
  if (const auto code = db::optional_text(row, "failure_code")) {
    event.failure = error_code_from_wire(*code);
  }
  return event;
}

}  // namespace

std::vector<std::vector<PageEvent>> events_of_payments(
    db::Database& database, const std::vector<PageEventCursor>& cursors) {
  static constexpr db::Statement kStatement = {"events_of_payments", R"(
      SELECT * FROM events_of_payments($1::bigint[], $2::uuid[], $3::bigint[]))"};
  std::vector<std::int64_t> merchants, after;
  std::vector<std::string> payments;
  for (const PageEventCursor& cursor : cursors) {
    merchants.push_back(cursor.key.merchant_id.value);
    payments.push_back(cursor.key.payment_id.to_sql());
    after.push_back(cursor.after);
  }
  std::vector<std::vector<PageEvent>> events(cursors.size());
  for (const auto& row :
       database.read(kStatement, db::Params().add(merchants).add(payments).add(after))) {
    events.at(static_cast<std::size_t>(db::number(row, "place") - 1)).push_back(event_in(row));
  }
  return events;
}

}  // namespace pay200::page_event_store
