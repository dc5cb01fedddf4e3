#pragma once
// Rows of the card vault as benches and tests lay them, by SQL as the superuser.

#include <string>

#include "core/card_vault/card_vault.hpp"
#include "core/platform/crypto/crypto.hpp"

namespace pay200::dev {

/// Of a shopper who is nobody: add the rows, a comma between them.
inline constexpr const char* kInsertSealedCards =
    "INSERT INTO pay200.card (shopper_id, card_id, pan_nonce, pan_ciphertext, key_version, "
    "pan_hmac, bin, last_four, brand, expiry, created_at) VALUES ";

/// `pan_hmac`: of the card; empty, as if it were of another number than all that are looked for.
inline std::string sealed_card_row(CardId id, const CardVault::SealedPan& sealed,
                                   const std::string& bin, const std::string& last_four,
                                   const std::string& pan_hmac = {}) {
  return "(gen_random_uuid(), '" + id.to_sql() + "', '\\x" + crypto::to_hex(sealed.nonce) +
         "', '\\x" + crypto::to_hex(sealed.ciphertext) + "', " +
         std::to_string(sealed.key_version) + ", '\\x" +
         (pan_hmac.empty() ? "00" : crypto::to_hex(pan_hmac)) + "', '" + bin + "', '" + last_four +
         "', 'visa', '3012', now())";
}

/// As if the last rotation had been done two hours ago.
inline constexpr const char* kRotationOfTwoHoursAgo =
    "UPDATE pay200.data_key SET created_at = created_at - interval '2 hours'; UPDATE "
    "pay200.vault_rotation SET stepped_at = stepped_at - interval '2 hours'";

}  // namespace pay200::dev
