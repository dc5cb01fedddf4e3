#include "core/card_vault/card_vault.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "core/card_vault/card_vault_store.hpp"
#include "core/platform/assert.hpp"
#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr int kFirstVersion = 1;

card_vault_store::WrappedKey wrap(const std::string& key_encryption_key, int version,
                                  const std::string& data_key) {
  auto sealed = crypto::seal(key_encryption_key, data_key, std::to_string(version));
  return {version, std::move(sealed.nonce), std::move(sealed.ciphertext)};
}

/// nullopt: another key wraps it.
std::optional<std::string> try_unwrap(const std::string& key_encryption_key,
                                      const card_vault_store::WrappedKey& wrapped) {
  auto key = crypto::open(key_encryption_key, {wrapped.nonce, wrapped.wrapped_key},
                          std::to_string(wrapped.version));
  if (!key || key->size() != kKeyBytes) return std::nullopt;
  return key;
}

std::string unwrap(const std::string& key_encryption_key,
                   const card_vault_store::WrappedKey& wrapped) {
  auto key = try_unwrap(key_encryption_key, wrapped);
  if (!key) {
    throw std::runtime_error("card data key " + std::to_string(wrapped.version) +
                             " does not open: this is not the key-encryption key that wrapped it");
  }
  return std::move(*key);
}

}  // namespace

CardVault::CardVault(std::string key_encryption_key, std::string pan_hmac_key)
    : key_encryption_key_(std::move(key_encryption_key)), pan_hmac_key_(std::move(pan_hmac_key)) {
  PAY200_ASSERT(key_encryption_key_.size() == kKeyBytes);
  PAY200_ASSERT(pan_hmac_key_.size() == kKeyBytes);
}

CardVault::~CardVault() {
  crypto::cleanse(key_encryption_key_);
  crypto::cleanse(pan_hmac_key_);
  for (auto& [version, key] : data_keys_) crypto::cleanse(key);
}

void CardVault::load(db::Database& database, Time now) {
  database_ = &database;
  read_keys(database);
  // Another link may be first; the key that counts is the one that is kept.
  if (newest() == 0) make_key(database, kFirstVersion, now);
}

void CardVault::make_key(db::Database& database, int version, Time now) {
  require_current_key(database);
  std::string key = crypto::random_bytes(kKeyBytes);
  card_vault_store::add_data_key(database, wrap(key_encryption_key_, version, key), now);
  crypto::cleanse(key);
  require_current_key(database);  // renewed at the same moment: nothing is sealed under the key yet
  read_keys(database);
}

void CardVault::require_current_key(db::Database& database) const {
  for (const auto& wrapped : card_vault_store::find_data_keys(database)) {
    auto key = try_unwrap(key_encryption_key_, wrapped);
    if (!key) {
      throw std::runtime_error("card data key " + std::to_string(wrapped.version) +
                               " is wrapped by another key-encryption key than this link was "
                               "started with; restart the link, so that it reads its key again");
    }
    crypto::cleanse(*key);
  }
}

void CardVault::read_keys(db::Database& database) const {
  const auto wrapped = card_vault_store::find_data_keys(database);
  const std::unique_lock lock(mutex_);
  for (const auto& key : wrapped) {
    if (data_keys_.find(key.version) == data_keys_.end()) {
      data_keys_.emplace(key.version, unwrap(key_encryption_key_, key));
    }
  }
  // What has been retired is forgotten here as well.
  while (!wrapped.empty() && data_keys_.begin()->first < wrapped.front().version) {
    crypto::cleanse(data_keys_.begin()->second);
    data_keys_.erase(data_keys_.begin());
  }
}

CardVault::SealedPan CardVault::seal(CardId card_id, std::string_view pan) const {
  const std::shared_lock lock(mutex_);
  PAY200_ASSERT(!data_keys_.empty());
  const auto& [version, key] = *data_keys_.rbegin();
  auto sealed = crypto::seal(key, pan, card_id.to_sql());
  return {std::move(sealed.nonce), std::move(sealed.ciphertext), version,
          crypto::hmac_sha256(pan_hmac_key_, pan)};
}

std::optional<std::string> CardVault::open(CardId card_id, const std::string& nonce,
                                           const std::string& ciphertext, int key_version) const {
  if (!knows(key_version) && database_ != nullptr) read_keys(*database_);
  const std::shared_lock lock(mutex_);
  const auto key = data_keys_.find(key_version);
  if (key == data_keys_.end()) return std::nullopt;
  return crypto::open(key->second, {nonce, ciphertext}, card_id.to_sql());
}

bool CardVault::knows(int key_version) const {
  const std::shared_lock lock(mutex_);
  return data_keys_.find(key_version) != data_keys_.end();
}

int CardVault::newest() const {
  const std::shared_lock lock(mutex_);
  return data_keys_.empty() ? 0 : data_keys_.rbegin()->first;
}

int rewrap_data_keys(db::Database& database, const std::string& old_key,
                     const std::string& new_key) {
  int rewrapped = 0;
  for (const auto& wrapped : card_vault_store::find_data_keys(database)) {
    if (auto done = try_unwrap(new_key, wrapped)) {
      crypto::cleanse(*done);
      continue;
    }
    auto key = try_unwrap(old_key, wrapped);
    if (!key) {
      throw std::runtime_error("card data key " + std::to_string(wrapped.version) +
                               " opens neither by the old key_encryption_key nor by the new one");
    }
    card_vault_store::rewrap_data_key(database, wrapped, wrap(new_key, wrapped.version, *key));
    crypto::cleanse(*key);
    ++rewrapped;
  }
  // A link may have made a key meanwhile, by the old one.
  return rewrapped == 0 ? 0 : rewrapped + rewrap_data_keys(database, old_key, new_key);
}

}  // namespace pay200
