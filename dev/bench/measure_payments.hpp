#pragma once
// What is measured at one gateway: payments, look-ups and confirms, each in turn with its limit,
// and how quickly its programs start.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dev/bench/bare_sql.hpp"
#include "dev/bench/figures.hpp"
#include "dev/bench/place.hpp"
#include "dev/process.hpp"
#include "dev/temporary_directory.hpp"

namespace pay200::dev {

struct MeasurePaymentsOptions {
  std::filesystem::path bin_directory;
  int clients = 62;  ///< as many as nginx lets through at once, as installed
  int slices = 5;
  int seconds = 12;  ///< of a slice
  bool durable = true;
};

class MeasurePayments {
 public:
  /// Brings up two of the gateway: one to be measured, and one of whose database the limit is
  /// taken, all else of it stopped. `figures` outlives it.
  MeasurePayments(const MeasurePaymentsOptions& options, Figures& figures);

  void payments();
  void reads();
  void confirm();  ///< at a tenth of the payments/s that payments() has found, or a short look
  void programs();

 private:
  /// How many at once, measured how often and for how long each.
  struct Turns {
    int clients, slices, seconds;
  };
  Turns all_clients() const;
  Turns fewer_clients() const;
  /// In turn with their limit; sets `name`_per_s, _limit_per_s, _ratio, _ratio_spread.
  std::vector<PaidSlice> pay_in_turns(const std::string& name, const Turns& turns);
  double capacity();
  /// A second nginx of the same configuration before the null responder, and its port.
  int start_null_responder();
  void set_payment_costs(const std::vector<PaidSlice>& slices);

  const MeasurePaymentsOptions options_;
  Figures& figures_;
  TemporaryDirectory directory_;
  std::unique_ptr<Place> place_, limit_place_;
  std::unique_ptr<BareSql> limit_, commits_;
  Process null_responder_, null_nginx_;
  std::optional<double> capacity_;
};

}  // namespace pay200::dev
