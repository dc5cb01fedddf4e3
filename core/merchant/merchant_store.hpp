#pragma once
// The statements of core/merchant. Only MerchantService calls them.

#include <optional>
#include <string>
#include <vector>

#include "core/merchant/merchant_service.hpp"

namespace pay200::merchant_store {

/// False: another merchant has this id. Idempotent by the id.
bool add_merchant(db::Database& database, const Merchant& merchant);
/// False: there is no such merchant.
bool update_merchant(db::Database& database, MerchantId id,
                     const MerchantService::MerchantChanges& changes);
/// False: it was so before; nullopt: there is no such merchant.
std::optional<bool> suspend_merchant(db::Database& database, MerchantId id,
                                     const std::string& reason, const std::string& by_operator,
                                     Time now);
std::optional<bool> resume_merchant(db::Database& database, MerchantId id,
                                    const std::string& reason, const std::string& by_operator,
                                    Time now);
std::optional<Merchant> find_merchant(db::Database& database, MerchantId id);
/// Newest first.
std::vector<Merchant> list_merchants(db::Database& database, bool live, std::size_t most);
std::vector<MerchantId> merchants_of_business(db::Database& database, bool live,
                                              const std::string& business_number);

}  // namespace pay200::merchant_store
