#pragma once
// The wrapped data keys in the database. Only the link's role may read or add them.

#include <string>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"

namespace pay200::card_vault_store {

struct WrappedKey {
  int version = 0;
  std::string nonce;
  std::string wrapped_key;
};

/// All of them, oldest first.
std::vector<WrappedKey> find_data_keys(db::Database& database);

/// False if that version is there already. After a broken connection that may be this very key, so
/// the caller reads the keys again either way.
bool add_data_key(db::Database& database, const WrappedKey& key, Time now);

/// The same data key, wrapped otherwise. Nothing is changed if it is not as it was read any more.
void rewrap_data_key(db::Database& database, const WrappedKey& old, const WrappedKey& key);

}  // namespace pay200::card_vault_store
