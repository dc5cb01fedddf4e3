#pragma once
// An acquirer's terminals and their STANs. STANs are taken from the database a block at a time;
// those of a block that a process did not use are lost, never used twice. Thread-safe.

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/acquirer/acquirer.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"

namespace pay200 {

/// Field 37: last digit of the year, day of the year, hour (UTC), STAN: "632607000123".
std::string make_rrn(Time time, int stan);

class TerminalPool {
 public:
  static constexpr int kBlock = 1000;

  /// `cut_off`: the end of the acquirer's business day, in which no STAN comes twice.
  TerminalPool(db::Database& database, std::string acquirer,
               const std::vector<std::string>& terminals, std::chrono::minutes cut_off);

  /// A place on the terminal whose turn it is; nullopt once all are used up for the day. Throws
  /// db::Unavailable and db::InDoubt: then nothing is reserved.
  std::optional<MessageIdentity> reserve(Time now);
  /// The same without the database and without a wait, for a thread that may do neither; nullopt if
  /// it takes one of them. To be tried before reserve, which then asks for the next block.
  std::optional<MessageIdentity> reserve_at_once(Time now);
  /// The same on one terminal, which may be one that the configuration no longer names.
  std::optional<MessageIdentity> reserve_on(const std::string& terminal_id, Time now);

 private:
  struct Terminal {
    std::string id;
    std::mutex mutex;
    int next = 0;
    int left = 0;
    std::chrono::year_month_day day;  ///< the block's
    bool told = false;                ///< that it is used up
  };

  std::optional<MessageIdentity> reserve(Terminal& terminal, Time now);
  static MessageIdentity next_of(Terminal& terminal, Time now);
  Terminal& find_or_add(const std::string& terminal_id);

  db::Database& database_;
  const std::string acquirer_;
  const std::chrono::minutes cut_off_;
  std::vector<std::unique_ptr<Terminal>> terminals_;
  std::atomic<std::size_t> turn_{0};
  std::mutex retired_mutex_;
  std::vector<std::unique_ptr<Terminal>> retired_;  ///< asked for by name, not configured
};

}  // namespace pay200
