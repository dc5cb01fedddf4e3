#pragma once
// Payments of which nobody knows whether they were charged, for the operators who look after them.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/money/money.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

struct UnknownPayment {
  PaymentKey key;
  Money amount;
  Time since;  ///< when its answer was given up
  Time requested_at;
  std::string merchant_name, order_id, order_name;
  std::optional<std::string> customer_name;
  std::string acquirer, rrn;  ///< of the attempt that was not answered: what to ask the acquirer by
  /// Of what undoes it: pending, refused or alarmed.
  std::optional<std::string> reversal;
  /// The operator whose proposal to end it waits for another's approval.
  std::optional<std::string> proposed_by;
};

class UnknownPayments {
 public:
  explicit UnknownPayments(db::Database& database) : database_(database) {}

  /// Of a mode, or of one merchant; the longest first. Reads what is open, not all payments.
  std::vector<UnknownPayment> list(bool live, const std::optional<MerchantId>& merchant_id,
                                   std::size_t most);

 private:
  db::Database& database_;
};

}  // namespace pay200
