#include "core/settlement/settlement_service.hpp"

#include <exception>

#include "core/platform/log.hpp"
#include "core/settlement/settlement_store.hpp"

namespace pay200 {
namespace {

/// Longer than one merchant's day takes; whoever has died holds the others up no longer.
constexpr std::chrono::seconds kLease{60};

/// Ends a transaction without a commit.
struct LeaveAsItWas {};

Error unknown_year(std::chrono::year_month_day near) {
  return {.code = ErrorCode::kInvalidRequest,
          .param = "day",
          .detail = "the bank holidays around " + to_text(near) +
                    " are not known; load their year: `pgctl holiday load FILE`"};
}

}  // namespace

/// Held while a run goes on, and given up however it ends.
class SettlementService::Lease {
 public:
  Lease(db::Database& database, const Clock& clock, bool live)
      : database_(database),
        clock_(clock),
        live_(live),
        holder_(Uuid::make_v7(clock.now()).to_string()) {}
  ~Lease() {
    try {
      if (held_) settlement_store::end_settlement_lease(database_, live_, holder_);
    } catch (const std::exception&) {
      // It runs out by itself.
    }
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  /// Also to go on with it.
  bool take() {
    const Time now = clock_.now();
    held_ = settlement_store::take_settlement_lease(database_, live_, holder_, now + kLease, now);
    return held_;
  }

 private:
  db::Database& database_;
  const Clock& clock_;
  bool live_;
  std::string holder_;
  bool held_ = false;
};

/// A business day to settle, and when it is paid out.
struct SettlementService::Sold {
  std::chrono::year_month_day day, due_day;
};

Result<SettlementRun> SettlementService::settle(bool live, std::chrono::year_month_day day,
                                                const BankCalendar& calendar, const Told& told) {
  Lease lease(database_, clock_, live);
  if (!lease.take()) return ErrorCode::kLockHeld;
  const auto settle_merchant = [&](const settlement_store::MerchantToSettle& merchant,
                                   SettlementRun& run) -> Result<Nothing> {
    const auto days = due(merchant, day, calendar);
    if (!days) return days.error();
    for (const auto& sold : *days) {
      if (!lease.take()) return ErrorCode::kLockHeld;
      const Time now = clock_.now();
      const SettlementKey key{merchant.id, SettlementId::make(now)};
      const std::string outcome = settlement_store::settle_business_day(
          database_, key, PayoutId::make(now), sold.day, sold.due_day, now);
      if (outcome == "settled") run.made.push_back(get_settlement(key).value());
    }
    return Nothing{};
  };
  auto run = each_merchant(live, settle_merchant, told);
  if (!run) return run;
  settlement_store::note_settled_reconciliations(database_);
  if (run->failed.empty()) settlement_store::note_settlement_run(database_, live, clock_.now());
  return run;
}

Result<SettlementRun> SettlementService::preview(bool live, std::chrono::year_month_day day,
                                                 const BankCalendar& calendar, const Told& told) {
  const auto preview_merchant = [&](const settlement_store::MerchantToSettle& merchant,
                                    SettlementRun& run) -> Result<Nothing> {
    const auto days = due(merchant, day, calendar);
    if (!days) return days.error();
    // A day's settlement goes on from the one before it, so all stand in one transaction.
    std::vector<Settlement> made;
    try {
      database_.run_transaction("preview_settlements", [&](db::Transaction& transaction) {
        made.clear();
        for (const auto& sold : *days) {
          const Time now = clock_.now();
          const SettlementKey key{merchant.id, SettlementId::make(now)};
          const std::string outcome = settlement_store::settle_business_day(
              transaction, key, PayoutId::make(now), sold.day, sold.due_day, now);
          if (outcome != "settled") continue;
          made.push_back(settlement_store::find_settlement(transaction, key).value());
        }
        throw LeaveAsItWas{};
      });
    } catch (const LeaveAsItWas&) {
      run.made.insert(run.made.end(), made.begin(), made.end());
    }
    return Nothing{};
  };
  return each_merchant(live, preview_merchant, told);
}

Result<SettlementRun> SettlementService::each_merchant(bool live, const SettleMerchant& settle,
                                                       const Told& told) {
  SettlementRun run;
  for (const auto& merchant : settlement_store::merchants_to_settle(database_, live)) {
    try {
      const auto settled = settle(merchant, run);
      if (!settled) return settled.error();
    } catch (const std::exception& error) {
      if (!database_.reachable()) throw;
      log::error("merchant_not_settled",
                 {{"merchant", to_text(merchant.id)}, {"why", error.what()}});
      run.failed.push_back({merchant.id, error.what()});
    }
    ++run.merchants;
    if (told) told(run.merchants);
  }
  return run;
}

Result<std::vector<SettlementService::Sold>> SettlementService::due(
    const settlement_store::MerchantToSettle& merchant, std::chrono::year_month_day day,
    const BankCalendar& calendar) {
  const auto last = calendar.last_due(day, merchant.settlement_days);
  if (!last) return unknown_year(day);
  std::vector<Sold> days;
  for (const auto& sold : settlement_store::days_to_settle(database_, merchant.id, *last)) {
    const auto due_day = calendar.due_day(sold, merchant.settlement_days);
    if (!due_day) return unknown_year(sold);
    days.push_back({sold, *due_day});
  }
  return days;
}

SettlementPage SettlementService::list_settlements(const SettlementFilter& filter) {
  // One more than asked for tells whether there are more.
  SettlementFilter wider = filter;
  ++wider.limit;
  SettlementPage page{settlement_store::list_settlements(database_, wider), false};
  page.has_more = page.settlements.size() > filter.limit;
  if (page.has_more) page.settlements.resize(filter.limit);
  return page;
}

Result<Settlement> SettlementService::get_settlement(const SettlementKey& key) {
  auto found = settlement_store::find_settlement(database_, key);
  if (!found) return ErrorCode::kNotFoundSettlement;
  return *std::move(found);
}

std::vector<SettlementLine> SettlementService::lines(const SettlementKey& key,
                                                     const std::optional<SettlementLineId>& after,
                                                     std::size_t most) {
  return settlement_store::settlement_lines(database_, key, after, most);
}

std::vector<SettlementService::Sale> SettlementService::list_sales(const SalesFilter& filter) {
  return settlement_store::list_sales(database_, filter);
}

TrustReport SettlementService::trust(bool live) {
  return settlement_store::trust_report(database_, live);
}

}  // namespace pay200
