#pragma once
// The statements for a rotation. Only core/card_vault/vault_rotation.cpp calls them.

#include <optional>
#include <string>
#include <vector>

#include "core/card_vault/vault_rotation.hpp"

namespace pay200::vault_rotation_store {

VaultRotation::Asked ask_vault_rotation(db::Database& database, Time now);
std::vector<SealedCount> sealed_by_version(db::Database& database);
/// sql/functions/retire_data_keys.sql
std::string retire_data_keys(db::Database& database, std::chrono::seconds least_age, bool only_look,
                             Time now);

/// A row's primary key.
struct Place {
  std::string owner, id;
};
struct Rotation {
  RotationProgress progress;
  std::string stage;  ///< the table
  std::optional<Place> after;
};
std::optional<Rotation> find_vault_rotation(db::Database& database);
void begin_resealing(db::Database& database, int to_version, Time now);

struct Sealed {
  Place place;
  CardId card_id;
  int key_version = 0;
  std::string nonce, ciphertext;  ///< empty: it is under the newest key
};
std::vector<Sealed> pans_to_reseal(db::Database& database, const Rotation& rotation,
                                   std::size_t most);

struct Resealed {
  Place place;
  std::string old_nonce, nonce, ciphertext, pan_hmac;
};
/// `last`: of the batch; none: the table has been gone through.
void reseal_pans(db::Database& database, const Rotation& rotation, const std::optional<Place>& last,
                 const std::vector<Resealed>& rows, Time now);

}  // namespace pay200::vault_rotation_store
