#pragma once
// A reversal or void that is owed to an acquirer, with what sending it needs to know.

#include <string>

#include "core/platform/id.hpp"

namespace pay200 {

struct DueReversal {
  MerchantId merchant_id;
  ReversalId reversal_id;
  std::string acquirer,
      terminal_id;  ///< the original attempt's: field 90's original is found there
  bool is_void = false;
  int tries = 0;
};

}  // namespace pay200
