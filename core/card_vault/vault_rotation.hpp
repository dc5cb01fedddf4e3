#pragma once
// Card numbers go over to a new data key while payments run.
//
// An operator asks for it (VaultRotation::ask, a row in the database). The links look for that
// row: one makes the key; each seals under the newest key it knows, and learns of a newer one by
// looking again, or when it meets a row under one (CardVault::open), so no number is ever sealed
// under a key that another link could not open. Then the links go through the tables with card
// numbers, a batch of rows each commit, until a whole pass has met nothing under an older key. It
// may be stopped anywhere and goes on where it was. What a card is found by (its number's HMAC) is
// made anew with it, so that the key of that may be another now. Rows that a payment holds are left
// for the next pass. When the older keys are used by nothing any more, an operator has them
// forgotten (retire); should a request that was slow then have left a row under one, the links
// bring it over first.
//
// pgctl never sees a card number or a key.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/card_vault/card_vault.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"

namespace pay200 {

/// How far it is.
struct RotationProgress {
  int to_version = 0;
  enum class State { kAsked, kResealing, kDone } state = State::kAsked;
  std::int64_t resealed = 0;  ///< rows so far
  Time asked_at;
  std::optional<Time> stepped_at;  ///< when a link last did something for it

  bool done() const { return state == State::kDone; }
};

/// What is under one data key.
struct SealedCount {
  int key_version = 0;
  std::optional<Time> created_at;  ///< none: the key is gone, and this cannot be opened any more
  std::int64_t cards = 0, attempts = 0, confirms = 0;

  std::int64_t all() const { return cards + attempts + confirms; }
};

/// The operator's side.
class VaultRotation {
 public:
  explicit VaultRotation(db::Database& database) : database_(database) {}

  struct Asked {
    int to_version = 0;
    bool newly = false;  ///< false: a rotation to it is on its way
  };
  Asked ask(Time now);
  std::optional<RotationProgress> progress();  ///< none: there has never been one
  std::vector<SealedCount> counts();           ///< oldest first; reads whole tables

  /// kInUse: a rotation to the newest key is on its way again, for what is still under others.
  enum class Retired { kRetired, kNone, kRotating, kYoung, kInUse };
  /// Forgets all keys before the newest, for good, if the rotation was done `least_age` ago.
  Retired retire(std::chrono::seconds least_age, Time now);
  /// What retire() would say; changes nothing.
  Retired could_retire(std::chrono::seconds least_age, Time now);

 private:
  db::Database& database_;
};

enum class RotationStep {
  kNothing,   ///< there is no rotation to go on with
  kMore,      ///< there is more to do at once
  kPassOver,  ///< rest before the next: requests that have read a row under an old key end first
};
/// The link's side: the next step of a rotation, if there is one to do. Throws as db::Database
/// does, and std::runtime_error if a card number does not open (the row is named): then nothing of
/// the batch is changed.
RotationStep step_vault_rotation(db::Database& database, CardVault& vault, std::size_t rows,
                                 Time now);

}  // namespace pay200
