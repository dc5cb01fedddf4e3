#pragma once
// Which fault happens when, from a seed: the same seed, length and kinds give the same schedule on
// every machine. Pure.

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace pay200::dev {

enum class ChaosFault {
  kKillWorker,
  kKillLink,
  kKillRelay,
  kKillStream,
  kKillMaster,
  kPostgresRestarted,
  kPostgresKilled,
  kPostgresFull,       ///< every connection that it allows is taken
  kDiskFull,           ///< no byte is left where PostgreSQL writes
  kAcquirerCutSoon,    ///< the link to the acquirer ends before the next bytes pass
  kAcquirerCutWithin,  ///< ... after the first half of them
  kAcquirerCutAfter,   ///< ... once they have passed
  kAcquirerSilent,     ///< nothing passes for a while, nor is it closed
  kAcquirerLate,       ///< all that passes is held for a while
  kDatabaseCutSoon,
  kDatabaseCutWithin,
  kDatabaseCutAfter,
  kDatabaseSilent,
  kDatabaseLate,
  kWebhookCutSoon,
  kWebhookCutWithin,
  kWebhookCutAfter,
  kWebhookSilent,
  kWebhookLate,
};

const std::vector<ChaosFault>& all_chaos_faults();
std::string_view to_text(ChaosFault fault);  ///< "kill_worker"
std::optional<ChaosFault> chaos_fault_from_text(std::string_view text);

struct ScheduledFault {
  std::chrono::milliseconds at{0};  ///< since the load began
  ChaosFault fault = ChaosFault::kKillWorker;
  std::uint32_t choice = 0;            ///< which of several processes or connections
  std::chrono::milliseconds lasts{0};  ///< of those that last
};

/// Every kind comes before one comes again. The first and last seconds are free of faults.
std::vector<ScheduledFault> schedule_faults(std::uint64_t seed, std::chrono::milliseconds length,
                                            std::chrono::milliseconds every,
                                            const std::vector<ChaosFault>& kinds);

/// Below `bound`, the same on every machine.
std::uint32_t draw(std::mt19937_64& random, std::uint32_t bound);

}  // namespace pay200::dev
