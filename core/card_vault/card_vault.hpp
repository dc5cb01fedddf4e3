#pragma once
// Card numbers under AES-256-GCM with a random nonce; the data keys are wrapped by a key-encryption
// key outside the database. Only the link role makes one of these. Thread-safe.

#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "core/card_vault/pan.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

class CardVault {
 public:
  /// Both keys are 32 bytes.
  CardVault(std::string key_encryption_key, std::string pan_hmac_key);
  ~CardVault();  ///< cleanses the keys
  CardVault(const CardVault&) = delete;
  CardVault& operator=(const CardVault&) = delete;

  /// Reads and unwraps the data keys; makes version 1 if there is none. Throws std::runtime_error
  /// if a key does not open (wrong key-encryption key). Called again, it learns of newer keys and
  /// forgets those that were retired; the database must live as long as the vault: open() asks it
  /// for a version that is not known yet.
  void load(db::Database& database, Time now);
  /// Makes the key, unless that version is there already, and loads it. Throws std::runtime_error,
  /// and nothing is sealed under it, if the keys that are there have been wrapped by another
  /// key-encryption key since: this vault's is of the past, and a key that it wraps would open to
  /// nobody once that is gone.
  void make_key(db::Database& database, int version, Time now);

  int newest() const;  ///< the version that seal() seals under; 0: nothing is loaded

  struct SealedPan {
    std::string nonce, ciphertext;
    int key_version = 0;
    std::string pan_hmac;
  };
  /// Under the newest key, bound to the card's id. After load().
  SealedPan seal(CardId card_id, std::string_view pan) const;
  /// nullopt if it does not open: another row's, or tampered with. The caller cleanses the result.
  /// Another link may have sealed it under a key that is newer than load(): throws then as
  /// db::Database does, if the database cannot be asked.
  std::optional<std::string> open(CardId card_id, const std::string& nonce,
                                  const std::string& ciphertext, int key_version) const;

 private:
  bool knows(int key_version) const;
  void read_keys(db::Database& database) const;
  void require_current_key(db::Database& database) const;

  std::string key_encryption_key_, pan_hmac_key_;
  db::Database* database_ = nullptr;
  mutable std::shared_mutex mutex_;  ///< for the keys
  mutable std::map<int, std::string> data_keys_;
};

/// The data keys that `old_key` wraps are wrapped by `new_key` instead; how many. Those that
/// `new_key` wraps stay, so it may be called again after whatever ended it. Throws
/// std::runtime_error if one opens under neither; those before it may have been done. Vaults that
/// are loaded notice nothing.
int rewrap_data_keys(db::Database& database, const std::string& old_key,
                     const std::string& new_key);

}  // namespace pay200
