#pragma once
// API keys as the verbs of `key` show them: never the key itself, but when it is issued.

#include "core/api_key/api_key_service.hpp"
#include "core/merchant/merchant_service.hpp"
#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

const char* kind_text(KeyKind kind);        ///< "client", "secret"
std::string masked(const ApiKey& key);      ///< "test_sk_...Zx4Q"
std::string who(const Merchant& merchant);  ///< "한빛서점 (mer_0g7k2m1q)"
Details details_of(const ApiKey& key, const Merchant& merchant);

}  // namespace pay200::pgctl
