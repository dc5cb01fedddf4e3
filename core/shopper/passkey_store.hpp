#pragma once
// The statements for passkeys. Only core/shopper's services call them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/platform/db/database.hpp"
#include "core/shopper/card_store.hpp"
#include "core/shopper/passkey.hpp"

namespace pay200::passkey_store {

/// The newest first.
std::vector<Passkey> list_passkeys(db::Database& database, ShopperId shopper_id);

struct StoredPasskey {
  PasskeyId id;
  PasskeyKey key;
  bool backup_eligible = false;
};
std::optional<StoredPasskey> find_passkey(db::Database& database, ShopperId shopper_id,
                                          const std::string& credential_id);

/// "added", "spent", "duplicate" or "too_many". Idempotent by passkey.id, the challenge's.
std::string add_passkey(db::Database& database, ShopperId shopper_id, const Passkey& passkey,
                        const PasskeyKey& key, std::uint32_t sign_count, Time challenge_expires_at,
                        int most_passkeys);

/// False: the shopper has no such passkey.
bool delete_passkey(db::Database& database, ShopperId shopper_id, PasskeyId id);

/// A passkey that has signed, and the challenge that this uses up.
struct Use {
  PasskeyId passkey_id;
  std::uint32_t sign_count = 0;
  Uuid challenge_id;
  Uuid spent_by;  ///< this call's own
  Time challenge_expires_at;
};
/// As card_store::card_to_charge; verdict also "no_passkey", "spent" and "cloned". Idempotent by
/// use.spent_by.
card_store::VerifiedCard card_to_charge_by_passkey(db::Database& database, ShopperId shopper_id,
                                                   CardId card_id, const Use& use,
                                                   const ConfirmLimit& limit);

/// Used challenges that have long expired; how many.
std::size_t forget_challenges(db::Database& database, std::size_t most, Time now);

}  // namespace pay200::passkey_store
