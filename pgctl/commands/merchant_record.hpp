#pragma once
// A merchant as the verbs of `merchant` show it.

#include <string>
#include <vector>

#include "core/merchant/merchant_service.hpp"
#include "core/settlement/payout_account.hpp"
#include "pgctl/output/record.hpp"
#include "pgctl/session.hpp"

namespace pay200::pgctl {

Details details_of(const Merchant& merchant, const std::vector<std::string>& origins,
                   const std::optional<PayoutAccount>& account);
/// With its origins and its account as they are now.
Details details_of(Session& session, const Merchant& merchant);

/// "the test merchant 한빛서점 (mer_0g7k2m1q)"
std::string description_of(const Merchant& merchant);

/// Basis points for people: "2.9 %".
std::string fee_text(const Merchant& merchant);

}  // namespace pay200::pgctl
