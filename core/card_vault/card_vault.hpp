#pragma once
// Card numbers under AES-256-GCM with a random nonce; the data keys are wrapped by a key-encryption
// key outside the database. Only the link role makes one of these. Thread-safe after load().

#include <map>
#include <optional>
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
  /// if a key does not open (wrong key-encryption key).
  void load(db::Database& database, Time now);

  struct SealedPan {
    std::string nonce, ciphertext;
    int key_version = 0;
    std::string pan_hmac;
  };
  /// Under the newest key, bound to the card's id. After load().
  SealedPan seal(CardId card_id, std::string_view pan) const;
  /// nullopt if it does not open: another row's, or tampered with. The caller cleanses the result.
  std::optional<std::string> open(CardId card_id, const std::string& nonce,
                                  const std::string& ciphertext, int key_version) const;

 private:
  std::string key_encryption_key_, pan_hmac_key_;
  std::map<int, std::string> data_keys_;
};

}  // namespace pay200
