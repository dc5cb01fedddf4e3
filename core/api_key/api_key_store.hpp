#pragma once
// The statements of core/api_key. Only ApiKeyService calls them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/api_key/api_key_service.hpp"
#include "core/api_key/key_cache.hpp"

namespace pay200::api_key_store {

/// False: there is no such merchant. Idempotent by the key's id.
bool issue_api_key(db::Database& database, const ApiKey& key, const std::string& key_hash);
/// Newest first.
std::vector<ApiKey> list_api_keys(db::Database& database, MerchantId merchant_id);
std::optional<ApiKey> find_api_key(db::Database& database, ApiKeyId id);
/// True if it was revoked now, false if it had been before; nullopt: there is no such key.
std::optional<bool> revoke_api_key(db::Database& database, ApiKeyId id, Time now);

enum class Rotation { kRotated, kNotAlive, kNotFound };
/// kNotAlive: it has ended, or has another successor. Idempotent by the successor's id.
Rotation rotate_api_key(db::Database& database, ApiKeyId id, const ApiKey& successor,
                        const std::string& key_hash, Time ends_at, Time now);

/// Ended or not.
std::optional<ApiKeyId> find_api_key_by_hash(db::Database& database, const std::string& key_hash);

/// Of a key that is neither revoked nor expired.
std::optional<KeyHolder> find_key_holder(db::Database& database, const std::string& key_hash,
                                         Time now);

/// Idempotent.
void note_api_key_use(db::Database& database, const ApiPrincipal& principal, Time now);

/// Another number than before: some key has been revoked, or been given an end, in between.
std::int64_t api_key_version(db::Database& database);

}  // namespace pay200::api_key_store
