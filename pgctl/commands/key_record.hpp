#pragma once
// API keys as the verbs of `key` take and show them: never the key itself, but when it is issued.

#include "core/api_key/api_key_service.hpp"
#include "core/merchant/merchant_service.hpp"
#include "pgctl/output/record.hpp"
#include "pgctl/session.hpp"

namespace pay200::pgctl {

const char* kind_text(KeyKind kind);        ///< "client", "secret"
std::string masked(const ApiKey& key);      ///< "test_sk_...Zx4Q"
std::string who(const Merchant& merchant);  ///< "한빛서점 (mer_0g7k2m1q)"
/// "the test secret key test_sk_...Zx4Q of 한빛서점 (mer_0g7k2m1q)"
std::string description_of(const ApiKey& key, const Merchant& merchant);
/// active, revoked or expired; for people, one that will expire says when.
Cell state_cell(const ApiKey& key, Time now);
Cell successor_cell(const ApiKey& key);
Details details_of(const ApiKey& key, const Merchant& merchant);

/// By the id that was typed. Failure (kNotFound).
ApiKey key_from(Session& session, const std::string& text);

/// What key issue and key rotate show of a new key: the only time that it is shown.
void show_new_key(Session& session, Details details, ApiKeyService::Issued& issued,
                  const Merchant& merchant);

}  // namespace pay200::pgctl
