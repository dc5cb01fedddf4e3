#pragma once
// API keys: test_ck_/live_ck_ (client, for pages) and test_sk_/live_sk_ (secret, for servers), 32
// base62 characters from the CSPRNG and 6 of CRC-32 in base62. The checksum only catches typos
// before a look-up. Kept as SHA-256; shown once.

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

enum class KeyKind { kClient, kSecret };

struct ApiKey {
  ApiKeyId id;
  MerchantId merchant_id;
  KeyKind kind = KeyKind::kSecret;
  std::string prefix;  ///< "test_sk_"
  std::string last_four;
  Time created_at;
  std::optional<Time> revoked_at;
  std::optional<Time> expires_at;  ///< set when it is rotated
  std::optional<ApiKeyId> successor_id;
  std::optional<Time> last_used_at;  ///< to a minute

  /// Neither revoked nor expired. (That its merchant is not suspended is another question.)
  bool alive(Time now) const { return !revoked_at && (!expires_at || *expires_at > now); }
};

/// Whose request it is.
struct ApiPrincipal {
  MerchantId merchant_id;
  ApiKeyId key_id;
  KeyKind kind = KeyKind::kSecret;
  bool live = false;
};

class KeyCache;

/// A new key, as it is shown: from the CSPRNG, with its checksum. Nothing is kept.
std::string new_api_key(KeyKind kind, bool live);

/// Shape and checksum only.
bool is_well_formed_api_key(std::string_view key);

class ApiKeyService {
 public:
  /// `cached_keys`: how many keys authenticate() may remember; 0: it asks the database each time.
  ApiKeyService(db::Database& database, const Clock& clock, std::size_t cached_keys = 0);
  ~ApiKeyService();
  ApiKeyService(const ApiKeyService&) = delete;
  ApiKeyService& operator=(const ApiKeyService&) = delete;

  struct Issued {
    ApiKey key;
    std::string secret;  ///< the whole key, for this once
  };
  Result<Issued> issue_api_key(MerchantId merchant_id, KeyKind kind);  ///< kNotFoundMerchant
  std::vector<ApiKey> list_api_keys(MerchantId merchant_id);           ///< newest first
  Result<ApiKey> get_api_key(ApiKeyId id);                             ///< kNotFoundApiKey
  /// kNotFoundApiKey. False in the result: it had been revoked before.
  Result<bool> revoke_api_key(ApiKeyId id);

  /// A successor of the same merchant and kind; the old key lives for `overlap` (0: it is revoked
  /// now). kNotFoundApiKey. No successor in the result: the key has ended, or has one already.
  Result<std::optional<Issued>> rotate_api_key(ApiKeyId id, std::chrono::seconds overlap);

  /// What is known of a key that somebody holds, ended or not. kInvalidApiKey: its shape or
  /// checksum is wrong; kNotFoundApiKey.
  Result<ApiKey> identify_api_key(std::string_view key);

  /// kInvalidApiKey (revoked and expired ones too). A key that has been revoked, or rotated without
  /// an overlap, stops within a second on every worker (KeyCache), without a cache at once. A
  /// suspended merchant's keys work: it may read, cancel and refund; what it may not do, the
  /// transitions refuse.
  Result<ApiPrincipal> authenticate(std::string_view key);

 private:
  Result<ApiPrincipal> authenticate_cached(const std::string& key_hash);

  db::Database& database_;
  const Clock& clock_;
  std::unique_ptr<KeyCache> cache_;  ///< null: none
};

}  // namespace pay200
