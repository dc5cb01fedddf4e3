#pragma once
// A refund that is owed to an acquirer, or whose outcome is, with what the next step needs to know.

#include <string>

#include "core/payment/cancel_state.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

struct DueRefund {
  MerchantId merchant_id;
  RefundId refund_id;
  std::string acquirer,
      terminal_id;  ///< the original attempt's: field 90's original is found there
  RefundState state = RefundState::kPending;
  int tries = 0;  ///< claims and inquiries
};

}  // namespace pay200
