#pragma once
// Does to a stack what a schedule says. Belongs to the thread that started the stack: it starts
// again what it has stopped.

#include <filesystem>
#include <map>
#include <string>

#include "dev/chaos/fault_proxy.hpp"
#include "dev/chaos/fault_schedule.hpp"
#include "dev/stack.hpp"

namespace pay200::dev {

class FaultInjector {
 public:
  /// References outlive it. `postgres_disk`: a file system that is PostgreSQL's alone; empty: none,
  /// and kDiskFull is skipped.
  FaultInjector(Stack& stack, FaultProxy& acquirer, FaultProxy& database, FaultProxy& webhooks,
                std::filesystem::path postgres_disk)
      : stack_(stack),
        acquirer_(acquirer),
        database_(database),
        webhooks_(webhooks),
        postgres_disk_(std::move(postgres_disk)) {}

  /// Returns once it has happened; of those that last, once it is over.
  void inject(const ScheduledFault& fault);
  /// Nothing is maltreated any more, and all parts run. Throws std::runtime_error if the gateway is
  /// not ready again after a while.
  void end();

  /// How many have happened, by name.
  const std::map<std::string, int>& injected() const { return injected_; }

 private:
  bool happens(const ScheduledFault& fault);
  bool kill_one(const std::string& role, std::uint32_t choice);
  void fill_connections(std::chrono::milliseconds lasts);
  bool fill_disk(std::chrono::milliseconds lasts);
  bool maltreat(FaultProxy& proxy, ChaosFault as_acquirer, const ScheduledFault& fault);
  void start_what_ended();

  Stack& stack_;
  FaultProxy& acquirer_;
  FaultProxy& database_;
  FaultProxy& webhooks_;
  std::filesystem::path postgres_disk_;
  std::map<std::string, int> injected_;
};

}  // namespace pay200::dev
