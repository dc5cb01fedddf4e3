#pragma once
// The link's part in a rotation of the card vault (core/card_vault/vault_rotation.hpp): a thread
// that looks once a second for newer data keys and for a rotation to go on with, in batches small
// enough that a payment, which needs the same connections, hardly waits.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/card_vault/card_vault.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"

namespace pay200::link {

class VaultKeeper {
 public:
  /// References outlive the keeper.
  VaultKeeper(db::Database& database, CardVault& vault, const Clock& clock);
  ~VaultKeeper();  ///< after the batch that is being done
  VaultKeeper(const VaultKeeper&) = delete;
  VaultKeeper& operator=(const VaultKeeper&) = delete;

 private:
  void run();
  /// How long to rest then.
  std::chrono::milliseconds step();
  bool stopped_within(std::chrono::milliseconds time);

  db::Database& database_;
  CardVault& vault_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool rotating_ = false, complained_ = false;  ///< for the log: said once
  std::thread thread_;                          ///< last: it uses all of the above
};

}  // namespace pay200::link
