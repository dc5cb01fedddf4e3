#pragma once
// A business day of a PaymentWorld's payments at one acquirer, and the clearing file that the
// acquirer writes of it: from our own rows, changed as a test wants it.

#include <string>
#include <vector>

#include "core/reconciliation/business_day_service.hpp"
#include "core/reconciliation/reconciliation_service.hpp"
#include "sandbox/clearing_file.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::test {

class WorldClock : public Clock {
 public:
  explicit WorldClock(const PaymentWorld& world) : world_(world) {}
  Time now() const override { return world_.now; }

 private:
  const PaymentWorld& world_;
};

class ClearingDay {
 public:
  explicit ClearingDay(PaymentWorld& world, const std::string& acquirer = "sandbox");

  /// What the acquirer has of the payment's charge, or of its refund.
  sandbox::ClearingRecord sale_of(const KnownPayment& payment);
  sandbox::ClearingRecord refund_of(const KnownPayment& payment);
  static sandbox::ClearingRecord dispute_of(sandbox::ClearingRecord sale,
                                            const std::string& reference, bool reversed = false);

  /// The file of `day`; its path.
  std::string write(const std::vector<sandbox::ClearingRecord>& records,
                    std::chrono::year_month_day day, const std::string& file_id = "F1");
  /// Puts the clock behind the day's cut-off and closes it.
  void close(std::chrono::year_month_day day);
  ReconciliationService::Answer reconcile(const std::string& file, std::chrono::year_month_day day,
                                          bool dry_run = false);
  /// write(), close() and reconcile() of the world's business day.
  ReconciliationService::Answer run(const std::vector<sandbox::ClearingRecord>& records);

  const Config::Acquirer& acquirer() const { return acquirer_; }
  /// As an operator who edits pay200.toml.
  void change_cut_off(std::chrono::minutes cut_off) { acquirer_.cut_off = cut_off; }
  const std::filesystem::path& directory() const { return directory_.path(); }
  ReconciliationService service();

 private:
  PaymentWorld& world_;
  WorldClock clock_;
  TemporaryDirectory directory_;
  Config::Acquirer acquirer_;
  std::unique_ptr<db::Database> database_;
};

}  // namespace pay200::test
