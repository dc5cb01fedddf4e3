#include "core/card_vault/vault_rotation.hpp"

#include <stdexcept>
#include <string_view>
#include <utility>

#include "core/card_vault/vault_rotation_store.hpp"
#include "core/platform/assert.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/fail_point.hpp"

namespace pay200 {
namespace {

using vault_rotation_store::Resealed;
using vault_rotation_store::Sealed;

/// sql/functions/reseal_pans.sql
constexpr std::string_view kLastStage = "payment_confirm";

Resealed resealed(const CardVault& vault, const std::string& table, const Sealed& row) {
  auto pan = vault.open(row.card_id, row.nonce, row.ciphertext, row.key_version);
  if (!pan) {
    throw std::runtime_error("the card number of " + table + " " + row.place.owner + " " +
                             row.place.id + " does not open under data key " +
                             std::to_string(row.key_version));
  }
  auto sealed = vault.seal(row.card_id, *pan);
  crypto::cleanse(*pan);
  return {row.place, row.nonce, std::move(sealed.nonce), std::move(sealed.ciphertext),
          std::move(sealed.pan_hmac)};
}

VaultRotation::Retired retired(const std::string& outcome) {
  using Retired = VaultRotation::Retired;
  if (outcome == "none") return Retired::kNone;
  if (outcome == "rotating") return Retired::kRotating;
  if (outcome == "young") return Retired::kYoung;
  if (outcome == "in_use") return Retired::kInUse;
  PAY200_ASSERT(outcome == "retired");
  return Retired::kRetired;
}

}  // namespace

VaultRotation::Asked VaultRotation::ask(Time now) {
  return vault_rotation_store::ask_vault_rotation(database_, now);
}

std::optional<RotationProgress> VaultRotation::progress() {
  const auto rotation = vault_rotation_store::find_vault_rotation(database_);
  if (!rotation) return std::nullopt;
  return rotation->progress;
}

std::vector<SealedCount> VaultRotation::counts() {
  return vault_rotation_store::sealed_by_version(database_);
}

VaultRotation::Retired VaultRotation::retire(std::chrono::seconds least_age, Time now) {
  return retired(vault_rotation_store::retire_data_keys(database_, least_age, false, now));
}

VaultRotation::Retired VaultRotation::could_retire(std::chrono::seconds least_age, Time now) {
  return retired(vault_rotation_store::retire_data_keys(database_, least_age, true, now));
}

RotationStep step_vault_rotation(db::Database& database, CardVault& vault, std::size_t rows,
                                 Time now) {
  const auto rotation = vault_rotation_store::find_vault_rotation(database);
  if (!rotation || rotation->progress.done()) return RotationStep::kNothing;
  const int to_version = rotation->progress.to_version;
  if (rotation->progress.state == RotationProgress::State::kAsked) {
    vault.make_key(database, to_version, now);
    vault_rotation_store::begin_resealing(database, to_version, now);
    return RotationStep::kMore;
  }
  if (vault.newest() < to_version) vault.load(database, now);
  if (vault.newest() != to_version) {
    throw std::runtime_error("data key " + std::to_string(to_version) + " is not the newest");
  }
  const auto batch = vault_rotation_store::pans_to_reseal(database, *rotation, rows);
  std::vector<Resealed> anew;
  for (const Sealed& row : batch) {
    if (!row.nonce.empty()) anew.push_back(resealed(vault, rotation->stage, row));
  }
  const bool last = batch.size() < rows;
  vault_rotation_store::reseal_pans(
      database, *rotation, last ? std::nullopt : std::optional(batch.back().place), anew, now);
  fail_point("link_after_reseal");
  return last && rotation->stage == kLastStage ? RotationStep::kPassOver : RotationStep::kMore;
}

}  // namespace pay200
