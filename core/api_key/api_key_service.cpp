#include "core/api_key/api_key_service.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>

#include "core/api_key/api_key_store.hpp"
#include "core/api_key/key_cache.hpp"
#include "core/merchant/merchant_service.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/log.hpp"
#include "core/platform/metrics/metrics.hpp"

namespace pay200 {
namespace {

constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::array<std::string_view, 4> kPrefixes = {"test_ck_", "live_ck_", "test_sk_",
                                                       "live_sk_"};
constexpr std::size_t kPrefixSize = 8;
constexpr std::size_t kRandomSize = 32;
constexpr std::size_t kChecksumSize = 6;

std::string_view prefix_of(bool live, KeyKind kind) {
  switch (kind) {
    case KeyKind::kClient:
      return live ? "live_ck_" : "test_ck_";
    case KeyKind::kSecret:
      return live ? "live_sk_" : "test_sk_";
  }
  PAY200_ASSERT(!"a kind of key");
}

/// CRC-32 of prefix and random part, six base62 digits (62^6 > 2^32), most significant first.
std::string checksum_of(std::string_view prefix_and_random) {
  std::uint32_t rest = crypto::crc32(prefix_and_random);
  std::string digits(kChecksumSize, '0');
  for (std::size_t i = kChecksumSize; i-- > 0;) {
    digits[i] = kBase62[rest % kBase62.size()];
    rest /= static_cast<std::uint32_t>(kBase62.size());
  }
  return digits;
}

/// A new key for its merchant, in full; nothing is kept yet.
ApiKeyService::Issued new_key(MerchantId merchant_id, KeyKind kind, bool live, Time now) {
  ApiKeyService::Issued issued;
  issued.secret = new_api_key(kind, live);
  issued.key.created_at = now;
  issued.key.id = ApiKeyId::make(now);
  issued.key.merchant_id = merchant_id;
  issued.key.kind = kind;
  issued.key.prefix = prefix_of(live, kind);
  issued.key.last_four = issued.secret.substr(issued.secret.size() - 4);
  return issued;
}

/// When a key is looked up, which a cache does each minute, and not more often than that: no row of
/// what is read with every request is written. Failing to note it is no failure.
void note_use(db::Database& database, const KeyHolder& holder, Time now) {
  constexpr std::chrono::minutes kNoteAgain{1};
  if (holder.last_used_at && now - *holder.last_used_at < kNoteAgain) return;
  try {
    api_key_store::note_api_key_use(database, holder.principal, now);
  } catch (const std::exception& error) {
    log::warning("key_use_not_noted", {{"cause", error.what()}});
  }
}

}  // namespace

std::string new_api_key(KeyKind kind, bool live) {
  std::string key = std::string(prefix_of(live, kind)) + crypto::random_base62(kRandomSize);
  key += checksum_of(key);
  return key;
}

bool is_well_formed_api_key(std::string_view key) {
  if (key.size() != kPrefixSize + kRandomSize + kChecksumSize) return false;
  const std::string_view prefix = key.substr(0, kPrefixSize);
  if (std::find(kPrefixes.begin(), kPrefixes.end(), prefix) == kPrefixes.end()) return false;
  if (key.find_first_not_of(kBase62, kPrefixSize) != std::string_view::npos) return false;
  return key.substr(kPrefixSize + kRandomSize) ==
         checksum_of(key.substr(0, kPrefixSize + kRandomSize));
}

ApiKeyService::ApiKeyService(db::Database& database, const Clock& clock, std::size_t cached_keys)
    : database_(database), clock_(clock) {
  if (cached_keys > 0) cache_ = std::make_unique<KeyCache>(cached_keys);
}

ApiKeyService::~ApiKeyService() = default;

Result<ApiKeyService::Issued> ApiKeyService::issue_api_key(MerchantId merchant_id, KeyKind kind) {
  const auto merchant = MerchantService(database_, clock_).get_merchant(merchant_id);
  if (!merchant) return merchant.error();
  Issued issued = new_key(merchant_id, kind, merchant->live, clock_.now());
  if (!api_key_store::issue_api_key(database_, issued.key, crypto::sha256(issued.secret))) {
    return ErrorCode::kNotFoundMerchant;
  }
  return issued;
}

std::vector<ApiKey> ApiKeyService::list_api_keys(MerchantId merchant_id) {
  return api_key_store::list_api_keys(database_, merchant_id);
}

Result<ApiKey> ApiKeyService::get_api_key(ApiKeyId id) {
  auto found = api_key_store::find_api_key(database_, id);
  if (!found) return ErrorCode::kNotFoundApiKey;
  return *std::move(found);
}

Result<bool> ApiKeyService::revoke_api_key(ApiKeyId id) {
  const auto revoked = api_key_store::revoke_api_key(database_, id, clock_.now());
  if (!revoked) return ErrorCode::kNotFoundApiKey;
  return *revoked;
}

Result<std::optional<ApiKeyService::Issued>> ApiKeyService::rotate_api_key(
    ApiKeyId id, std::chrono::seconds overlap) {
  const auto old = api_key_store::find_api_key(database_, id);
  if (!old) return ErrorCode::kNotFoundApiKey;
  const auto merchant = MerchantService(database_, clock_).get_merchant(old->merchant_id);
  if (!merchant) return merchant.error();
  const Time now = clock_.now();
  Issued issued = new_key(old->merchant_id, old->kind, merchant->live, now);
  switch (api_key_store::rotate_api_key(database_, id, issued.key, crypto::sha256(issued.secret),
                                        now + overlap, now)) {
    case api_key_store::Rotation::kRotated:
      return std::optional(std::move(issued));
    case api_key_store::Rotation::kNotAlive:
      return std::optional<Issued>();
    case api_key_store::Rotation::kNotFound:
      return ErrorCode::kNotFoundApiKey;
  }
  PAY200_ASSERT(!"a rotation");
}

Result<ApiKey> ApiKeyService::identify_api_key(std::string_view key) {
  if (!is_well_formed_api_key(key)) return ErrorCode::kInvalidApiKey;
  const auto id = api_key_store::find_api_key_by_hash(database_, crypto::sha256(key));
  if (!id) return ErrorCode::kNotFoundApiKey;
  return get_api_key(*id);
}

Result<ApiPrincipal> ApiKeyService::authenticate(std::string_view key) {
  if (!is_well_formed_api_key(key)) return ErrorCode::kInvalidApiKey;
  const std::string key_hash = crypto::sha256(key);
  if (cache_) return authenticate_cached(key_hash);
  const Time now = clock_.now();
  const auto holder = api_key_store::find_key_holder(database_, key_hash, now);
  if (!holder) return ErrorCode::kInvalidApiKey;
  note_use(database_, *holder, now);
  return holder->principal;
}

Result<ApiPrincipal> ApiKeyService::authenticate_cached(const std::string& key_hash) {
  static const metrics::Counter hits(metrics::Metric::kKeyLookups, {{"from", "cache"}});
  static const metrics::Counter misses(metrics::Metric::kKeyLookups, {{"from", "database"}});
  const auto begun = std::chrono::steady_clock::now();
  if (cache_->must_ask(begun)) cache_->confirm(api_key_store::api_key_version(database_), begun);
  const auto generation = cache_->generation();
  const Time now = clock_.now();
  if (const auto known = cache_->find(key_hash, now, std::chrono::steady_clock::now())) {
    hits.add();
    return *known;
  }
  misses.add();
  // What is not a key is never remembered: the checksum spares us typos, and guesses are endless.
  const auto holder = api_key_store::find_key_holder(database_, key_hash, now);
  if (!holder) return ErrorCode::kInvalidApiKey;
  note_use(database_, *holder, now);
  cache_->put(key_hash, *holder, generation, begun);
  return holder->principal;
}

}  // namespace pay200
