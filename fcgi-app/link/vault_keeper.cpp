#include "fcgi-app/link/vault_keeper.hpp"

#include <exception>

#include "core/card_vault/vault_rotation.hpp"
#include "core/platform/log.hpp"

namespace pay200::link {
namespace {

constexpr std::size_t kRowsPerBatch = 200;
constexpr std::chrono::milliseconds kBetweenBatches{2};
constexpr std::chrono::milliseconds kBetweenLooks{1'000};

}  // namespace

VaultKeeper::VaultKeeper(db::Database& database, CardVault& vault, const Clock& clock)
    : database_(database), vault_(vault), clock_(clock), thread_([this] { run(); }) {}

VaultKeeper::~VaultKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void VaultKeeper::run() {
  auto rest = kBetweenLooks;
  while (!stopped_within(rest)) rest = step();
}

std::chrono::milliseconds VaultKeeper::step() {
  try {
    if (!rotating_) vault_.load(database_, clock_.now());
    const auto step = step_vault_rotation(database_, vault_, kRowsPerBatch, clock_.now());
    const bool rotating = step != RotationStep::kNothing;
    if (rotating != rotating_)
      log::info(rotating ? "vault_rotation_goes_on" : "vault_rotation_done");
    rotating_ = rotating;
    complained_ = false;
    return step == RotationStep::kMore ? kBetweenBatches : kBetweenLooks;
  } catch (const std::exception& broken) {
    if (!complained_) log::error("vault_rotation_waits", {{"cause", broken.what()}});
    complained_ = true;
    return kBetweenLooks;
  }
}

bool VaultKeeper::stopped_within(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return wake_.wait_for(lock, time, [this] { return stopping_; });
}

}  // namespace pay200::link
