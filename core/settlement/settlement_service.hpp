#pragma once
// Settlement (정산): once a day's sales are cleared and due, each merchant's become one settlement
// with its lines and its payout. And reading them.

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/payment/payment.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/result.hpp"
#include "core/settlement/bank_calendar.hpp"
#include "core/settlement/settlement.hpp"

namespace pay200 {

namespace settlement_store {
struct MerchantToSettle;
}

struct SettlementFilter {
  bool live = false;
  std::optional<MerchantId> merchant_id = {};                     ///< none: all of the mode
  std::optional<std::chrono::year_month_day> from = {}, to = {};  ///< due days, both included
  std::optional<SettlementId> after = {};                         ///< the last of the page before
  std::size_t limit = 20;
};

struct SettlementPage {
  std::vector<Settlement> settlements;  ///< the latest made first
  bool has_more = false;
};

/// What is in the trust account against what merchants are owed from it, in one mode and currency.
/// What has not been funded by the acquirer yet is not owed from it yet; what is in dispute, the
/// acquirer has kept back.
struct TrustReport {
  Currency currency = Currency::kKrw;
  std::int64_t trust = 0;        ///< settlement_trust
  std::int64_t unsettled = 0;    ///< cleared or carried, and in no payout yet
  std::int64_t unpaid = 0;       ///< payouts that are made and not sent
  std::int64_t disputed = 0;     ///< of unsettled, what may still be lost
  std::int64_t advanced = 0;     ///< in dispute, and paid out before: the trust lacks it
  std::int64_t in_transit = 0;   ///< payouts that are sent and not confirmed
  std::int64_t shoppers = 0;     ///< charged for nothing, on its way back to them
  std::int64_t owing_to_us = 0;  ///< merchants below zero, each by itself: 0 or more
  std::int64_t receivable = 0;   ///< acquirer_receivable: not funded yet

  std::int64_t owed() const { return unsettled - disputed + unpaid + in_transit + shoppers; }
  bool holds() const { return trust >= owed(); }
  /// Nothing is missing but what merchants were paid before it was disputed, or went back.
  bool holds_but_for_advances() const { return trust + advanced + owing_to_us >= owed(); }
};

struct SettlementRun {
  struct Failed {
    MerchantId merchant_id;
    std::string why;
  };
  std::vector<Settlement> made;
  std::int64_t merchants = 0;  ///< that had something to settle
  std::vector<Failed> failed;  ///< of these nothing more was settled; the others were
};

/// Thread-safe. Throws as db::Database does.
class SettlementService {
 public:
  static constexpr std::size_t kMostLines = 1'000;
  using Told = std::function<void(std::int64_t merchants)>;  ///< how many are done

  SettlementService(db::Database& database, const Clock& clock)
      : database_(database), clock_(clock) {}

  /// Everything of a mode that is due on `day` or before it. Run twice, it changes nothing the
  /// second time; killed and run again, it ends the same. What is wrong with one merchant holds up
  /// no other.
  /// kLockHeld: another run is at it (or died less than a minute ago); kInvalidRequest: the bank
  /// holidays of a year are not known.
  Result<SettlementRun> settle(bool live, std::chrono::year_month_day day,
                               const BankCalendar& calendar, const Told& told = {});
  /// What settle would make, by the same statements, and everything is left as it was: the ids are
  /// of nothing. Beside another run it waits for each merchant that is being settled.
  Result<SettlementRun> preview(bool live, std::chrono::year_month_day day,
                                const BankCalendar& calendar, const Told& told = {});

  SettlementPage list_settlements(const SettlementFilter& filter);
  Result<Settlement> get_settlement(const SettlementKey& key);  ///< kNotFoundSettlement
  /// Up to `most` (1 to kMostLines), in order, behind the line `after`.
  std::vector<SettlementLine> lines(const SettlementKey& key,
                                    const std::optional<SettlementLineId>& after = {},
                                    std::size_t most = kMostLines);

  /// What was settled, payment by payment, oldest first: by the day sold or the day paid out, both
  /// ends included. Without returned payouts, which are of no payment. `page`: 1 and on.
  struct SalesFilter {
    MerchantId merchant_id;
    bool by_due_day = false;
    std::chrono::year_month_day from, to;
    std::size_t page = 1, size = 100;
  };
  struct Sale {
    std::chrono::year_month_day sold_day, due_day;
    SettlementLine line;
    Payment payment;  ///< as it is now
  };
  std::vector<Sale> list_sales(const SalesFilter& filter);

  TrustReport trust(bool live);

 private:
  class Lease;
  struct Sold;
  using SettleMerchant = std::function<Result<Nothing>(
      const settlement_store::MerchantToSettle& merchant, SettlementRun& run)>;
  Result<SettlementRun> each_merchant(bool live, const SettleMerchant& settle, const Told& told);
  Result<std::vector<Sold>> due(const settlement_store::MerchantToSettle& merchant,
                                std::chrono::year_month_day day, const BankCalendar& calendar);

  db::Database& database_;
  const Clock& clock_;
};

}  // namespace pay200
