#include "dev/chaos/fault_schedule.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pay200::dev {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::pair<ChaosFault, std::string_view>, 24> kNames = {{
    {ChaosFault::kKillWorker, "kill_worker"},
    {ChaosFault::kKillLink, "kill_link"},
    {ChaosFault::kKillRelay, "kill_relay"},
    {ChaosFault::kKillStream, "kill_stream"},
    {ChaosFault::kKillMaster, "kill_master"},
    {ChaosFault::kPostgresRestarted, "postgres_restarted"},
    {ChaosFault::kPostgresKilled, "postgres_killed"},
    {ChaosFault::kPostgresFull, "postgres_full"},
    {ChaosFault::kDiskFull, "disk_full"},
    {ChaosFault::kAcquirerCutSoon, "acquirer_cut_before"},
    {ChaosFault::kAcquirerCutWithin, "acquirer_cut_within"},
    {ChaosFault::kAcquirerCutAfter, "acquirer_cut_after"},
    {ChaosFault::kAcquirerSilent, "acquirer_silent"},
    {ChaosFault::kAcquirerLate, "acquirer_late"},
    {ChaosFault::kDatabaseCutSoon, "database_cut_before"},
    {ChaosFault::kDatabaseCutWithin, "database_cut_within"},
    {ChaosFault::kDatabaseCutAfter, "database_cut_after"},
    {ChaosFault::kDatabaseSilent, "database_silent"},
    {ChaosFault::kDatabaseLate, "database_late"},
    {ChaosFault::kWebhookCutSoon, "webhook_cut_before"},
    {ChaosFault::kWebhookCutWithin, "webhook_cut_within"},
    {ChaosFault::kWebhookCutAfter, "webhook_cut_after"},
    {ChaosFault::kWebhookSilent, "webhook_silent"},
    {ChaosFault::kWebhookLate, "webhook_late"},
}};
constexpr milliseconds kQuietStart{1'000};
constexpr milliseconds kQuietEnd{2'000};
constexpr std::uint32_t kShortestMs = 500;
constexpr std::uint32_t kSpreadMs = 2'000;

}  // namespace

const std::vector<ChaosFault>& all_chaos_faults() {
  static const std::vector<ChaosFault> all = [] {
    std::vector<ChaosFault> faults;
    for (const auto& [fault, name] : kNames) faults.push_back(fault);
    return faults;
  }();
  return all;
}

std::string_view to_text(ChaosFault fault) {
  const auto* const found =
      std::ranges::find_if(kNames, [&](const auto& one) { return one.first == fault; });
  return found == kNames.end() ? std::string_view() : found->second;
}

std::optional<ChaosFault> chaos_fault_from_text(std::string_view text) {
  const auto* const found =
      std::ranges::find_if(kNames, [&](const auto& one) { return one.second == text; });
  if (found == kNames.end()) return std::nullopt;
  return found->first;
}

// The distributions of <random> differ from library to library.
std::uint32_t draw(std::mt19937_64& random, std::uint32_t bound) {
  return static_cast<std::uint32_t>(random() % bound);
}

std::vector<ScheduledFault> schedule_faults(std::uint64_t seed, milliseconds length,
                                            milliseconds every,
                                            const std::vector<ChaosFault>& kinds) {
  std::vector<ScheduledFault> faults;
  if (kinds.empty()) return faults;
  std::mt19937_64 random(seed);
  std::vector<ChaosFault> deck;
  for (milliseconds at = kQuietStart; at + kQuietEnd < length;) {
    if (deck.empty()) {
      deck = kinds;
      for (std::size_t left = deck.size(); left > 1; --left) {
        std::swap(deck[left - 1], deck[draw(random, static_cast<std::uint32_t>(left))]);
      }
    }
    ScheduledFault next;
    next.at = at;
    next.fault = deck.back();
    next.choice = draw(random, 1'000);
    next.lasts = milliseconds(kShortestMs + draw(random, kSpreadMs));
    deck.pop_back();
    faults.push_back(next);
    const auto step = static_cast<std::uint32_t>(every.count());
    at += milliseconds(step / 2 + draw(random, step));  // `every` in the mean
  }
  return faults;
}

}  // namespace pay200::dev
