#pragma once
// What `merchant add` and `merchant update` both take: a merchant's terms, what its receipts say,
// and the pages that may use its client keys.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/merchant/merchant_service.hpp"
#include "pgctl/command_tree.hpp"

namespace pay200::pgctl {

struct MerchantOptions {
  std::optional<std::string> name, business_number;
  std::optional<std::int64_t> fee_basis_points, fee_fixed, refund_limit, settlement_days;
  std::optional<bool> fee_refundable, auto_confirm;
  std::optional<std::string> representative, address, phone;
  std::vector<std::string> allow_origins;
};

/// What only a merchant that is there already has to lose.
struct MerchantRemovals {
  std::vector<std::string> origins;
  bool refund_limit = false;
};

/// All but name and business number, which only one of the two must be told. `removals` may be
/// null.
void add_merchant_options(Command& command, MerchantOptions& options, MerchantRemovals* removals);

/// Checked. Failure (kUsage) names the option that is wrong.
MerchantService::MerchantChanges changes_from(const MerchantOptions& options);

/// As browsers send them, each once. Failure (kUsage) names `option` and the text.
std::vector<std::string> origins_from(const char* option, const std::vector<std::string>& texts);

}  // namespace pay200::pgctl
