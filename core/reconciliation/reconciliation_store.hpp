#pragma once
// The statements of core/reconciliation. Only ReconciliationService calls them. Those that take a
// transaction are steps of one run, in this order.

#include "core/reconciliation/clearing_file.hpp"
#include "core/reconciliation/reconciliation_service.hpp"

namespace pay200::reconciliation_store {

/// Held until the transaction ends; false: another has it.
bool take_reconciliation_lease(db::Transaction& transaction);

/// Copies the file's records. The file's own refusal is passed on: then the transaction is of no
/// use any more. `told` hears of each thousand.
Result<Nothing> copy_clearing_records(db::Transaction& transaction, ClearingFile& file,
                                      const std::function<void(std::int64_t)>& told);

struct Day {
  ReconciliationId id;
  std::string acquirer;
  std::chrono::year_month_day day{};
  Time cut_off_at;
};
/// `records`: how many have been copied.
std::int64_t match_clearing_file(db::Transaction& transaction, const Day& day,
                                 std::int64_t records);
std::int64_t sort_clearing_rest(db::Transaction& transaction, const Day& day, Time now);
void list_missing(db::Transaction& transaction, const Day& day, Time now);
void fund_cleared(db::Transaction& transaction, const Day& day, const std::string& file_id,
                  const ClearingFile& file, std::int64_t matched, const std::string& by_operator,
                  Time now);
/// The day that a file has been reconciled as.
std::optional<std::chrono::year_month_day> day_of_file(db::Transaction& transaction,
                                                       const std::string& acquirer,
                                                       const std::string& file_id);
/// As the transaction sees them.
std::optional<Reconciliation> find_in(db::Transaction& transaction, ReconciliationId id);
std::vector<ReconciliationItem> items_in(db::Transaction& transaction, ReconciliationId id,
                                         std::size_t most);

struct Undecided {
  MerchantId merchant_id;
  ReconciliationItemId item_id;
};
/// As the file has them, then what it has not.
std::vector<Undecided> undecided_items(db::Database& database, ReconciliationId id);
/// "decided", "open" (it has turned out to be a difference) or "busy".
std::string decide_item(db::Database& database, const Undecided& item, const Uuid& new_id,
                        std::chrono::year_month_day respond_by, Time now);
/// Undecided, and over by `day`.
std::vector<DisputeKey> disputes_to_lapse(db::Database& database, const std::string& acquirer,
                                          std::chrono::year_month_day day);
/// "lapsed", "decided" (by now) or "busy".
std::string lapse_dispute(db::Database& database, const DisputeKey& dispute,
                          std::chrono::year_month_day day, Time now);
bool finish_reconciliation(db::Database& database, ReconciliationId id, Time now);

struct Closing {
  ReconciliationItemId item_id;
  std::string id;  ///< what it is idempotent by
  std::string reason, by_operator;
};
std::optional<ReconciliationItem> close_difference(db::Database& database, const Closing& closing,
                                                   Time now);

std::optional<Reconciliation> get_reconciliation(db::Database& database, ReconciliationId id);
std::optional<Reconciliation> find_reconciliation(db::Database& database,
                                                  const std::string& acquirer,
                                                  std::chrono::year_month_day day);
std::vector<Reconciliation> list_reconciliations(db::Database& database,
                                                 const std::string& acquirer, std::size_t most);
std::vector<ReconciliationItem> items_of_reconciliation(db::Database& database, ReconciliationId id,
                                                        std::size_t most);
std::vector<ReconciliationItem> open_reconciliation_items(db::Database& database,
                                                          const std::string& acquirer,
                                                          std::chrono::year_month_day before,
                                                          std::size_t most);

}  // namespace pay200::reconciliation_store
