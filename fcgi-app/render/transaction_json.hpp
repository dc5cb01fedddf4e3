#pragma once
// A transaction as Toss Payments shows it (core API 2022-11-16).

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/transaction/transaction_search.hpp"

namespace pay200::render {

nlohmann::ordered_json transaction_json(const Transaction& transaction,
                                        const std::string& public_base_url);

/// Where the shopper's app shows a payment's receipt, which takes its session.
std::string receipt_url(const std::string& public_base_url, const PaymentKey& key);

}  // namespace pay200::render
