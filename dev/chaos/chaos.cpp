#include "dev/chaos/chaos.hpp"

#include <cerrno>
#include <cstdio>
#include <exception>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <sys/mount.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "dev/chaos/chaos_load.hpp"
#include "dev/chaos/chaos_oracle.hpp"
#include "dev/chaos/client_log.hpp"
#include "dev/chaos/fault_injector.hpp"
#include "dev/chaos/fault_proxy.hpp"
#include "dev/chaos/fault_schedule.hpp"
#include "dev/chaos/webhook_sink.hpp"
#include "dev/make_directory.hpp"
#include "dev/process.hpp"
#include "dev/stack.hpp"
#include "dev/temporary_directory.hpp"

namespace pay200::dev {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kCalm{3};  ///< after the last fault, with the load still on
constexpr std::size_t kMostFindings = 50;
/// PostgreSQL's disk: its log alone may take 1 GB, and a second's payments and log a megabyte.
constexpr std::int64_t kDiskMb = 640, kDiskMbPerSecond = 2;

StackOptions stack_options(const ChaosOptions& options, const fs::path& directory) {
  StackOptions wanted;
  wanted.directory = directory;
  wanted.bin_directory = options.bin_directory;
  wanted.acquirer_timeout_ms = 2'000;
  wanted.recovery_grace_ms = 1'000;
  wanted.recovery_poll_ms = 200;
  wanted.refund_settle_ms = 5'000;
  wanted.webhook_timeout_ms = 2'000;
  return wanted;
}

/// A file system in memory for PostgreSQL alone, so that it can be filled. Root only.
class PostgresDisk {
 public:
  PostgresDisk(const fs::path& place, seconds length) {
    make_directory(place, 0711);
    const std::string size =
        "size=" + std::to_string(kDiskMb + kDiskMbPerSecond * length.count()) + "m";
    if (::mount("tmpfs", place.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, size.c_str()) == 0) {
      place_ = place;
    }
  }
  ~PostgresDisk() {
    if (!place_.empty() && !kept_) ::umount2(place_.c_str(), MNT_DETACH);
  }
  PostgresDisk(const PostgresDisk&) = delete;
  PostgresDisk& operator=(const PostgresDisk&) = delete;

  /// It stays, for somebody to look into.
  void keep() { kept_ = true; }
  const fs::path& place() const { return place_; }  ///< empty: there is none

 private:
  fs::path place_;
  bool kept_ = false;
};

std::vector<ChaosFault> kinds_of(const ChaosOptions& options) {
  if (options.faults.empty()) return all_chaos_faults();
  std::vector<ChaosFault> kinds;
  for (const auto& name : options.faults) {
    const auto kind = chaos_fault_from_text(name);
    if (!kind) throw std::invalid_argument("no such fault: " + name);
    kinds.push_back(*kind);
  }
  return kinds;
}

/// Of the source that this was built from, if it is in git.
std::string commit_name() {
  ProcessOptions git;
  git.argv = {"git", "-C", PAY200_SOURCE_DIR, "describe", "--always", "--dirty", "--abbrev=12"};
  try {
    const Finished done = run(git);
    if (done.status == 0) return done.out.substr(0, done.out.find('\n'));
  } catch (const std::exception&) {
    return "unknown";  // no git here
  }
  return "unknown";
}

/// The stack and all that stands around it.
class ChaosRun {
 public:
  ChaosRun(const ChaosOptions& options, std::vector<ChaosFault> kinds)
      : options_(options), kinds_(std::move(kinds)), directory_("pay200-chaos") {
    fs::permissions(directory_.path(), fs::perms::owner_all | fs::perms::group_exec |
                                           fs::perms::others_exec);  // as root, PostgreSQL's user
    std::erase_if(kinds_, [&](ChaosFault fault) { return is_impossible(fault); });
  }

  int run() {
    start();
    const auto schedule = schedule_faults(options_.seed, options_.length, options_.every, kinds_);
    write_schedule(schedule);
    inject(schedule);
    injector_->end();
    load_->calm_down();
    std::this_thread::sleep_for(kCalm);
    load_->stop();
    const auto stopped = steady_clock::now();
    const auto settled = wait_until_settled(*stack_, options_.settle);
    settled_after_ = std::chrono::duration_cast<milliseconds>(steady_clock::now() - stopped);
    ChaosVerdict verdict = judge_chaos(*stack_, read_client_log(log_path()), sink_.received(),
                                       settled ? *settled : moment_of(*stack_));
    if (!settled) verdict.findings.emplace_back("something is still on its way");
    for (const auto& broken : load_->failures()) verdict.findings.push_back("a client: " + broken);
    const auto checked = stack_->pgctl({"db", "check"});
    if (checked.status != 0) verdict.findings.push_back("pgctl db check: " + checked.out);
    if (load_->paid() == 0) verdict.findings.emplace_back("nobody has paid: was there any load?");
    return report(schedule, verdict);
  }

 private:
  bool is_impossible(ChaosFault fault) {
    if (fault != ChaosFault::kDiskFull) return false;
    disk_.emplace(directory_.path() / "postgres", options_.length);
    if (!disk_->place().empty()) return false;
    std::printf("SKIPPED: disk_full needs root and a file system of its own\n");
    skipped_.emplace_back(to_text(fault));
    return true;
  }

  fs::path log_path() const { return directory_.path() / "client.log"; }

  void start() {
    StackOptions wanted = stack_options(options_, directory_.path());
    wanted.acquirer_through = [this](int port) {
      acquirer_ = FaultProxy::to_port(port);
      return acquirer_->port();
    };
    wanted.database_through = [this](const fs::path& sockets) {
      const fs::path place = directory_.path() / "proxy";
      make_directory(place, 0700);
      constexpr const char* kSocket = ".s.PGSQL.5432";
      database_ = FaultProxy::to_socket(place / kSocket, sockets / kSocket);
      return place;
    };
    webhooks_ = FaultProxy::to_port(sink_.port());
    stack_ = std::make_unique<Stack>(wanted);
    injector_ = std::make_unique<FaultInjector>(*stack_, *acquirer_, *database_, *webhooks_,
                                                disk_ ? disk_->place() : fs::path());
    log_ = std::make_unique<ClientLog>(log_path());
    ChaosLoadOptions load;
    load.seed = options_.seed;
    load.buyers = options_.buyers;
    load.sandbox_fault_percent = options_.sandbox_fault_percent;
    load_ = std::make_unique<ChaosLoad>(
        load, *stack_, *log_, "http://127.0.0.1:" + std::to_string(webhooks_->port()) + "/");
    if (!options_.sabotage.empty()) stack_->postgres().execute(options_.sabotage, "pay200");
    load_->start();
  }

  static nlohmann::json to_json(const std::vector<ScheduledFault>& schedule) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& fault : schedule) {
      list.push_back({{"atMs", fault.at.count()},
                      {"fault", to_text(fault.fault)},
                      {"choice", fault.choice},
                      {"lastsMs", fault.lasts.count()}});
    }
    return list;
  }

  void write_schedule(const std::vector<ScheduledFault>& schedule) const {
    std::ofstream(directory_.path() / "schedule.json") << to_json(schedule).dump(1) << "\n";
  }

  void inject(const std::vector<ScheduledFault>& schedule) {
    const auto begun = steady_clock::now();
    for (const auto& fault : schedule) {
      std::this_thread::sleep_until(begun + fault.at);
      if (steady_clock::now() > begun + options_.length) break;
      injector_->inject(fault);
    }
  }

  int report(const std::vector<ScheduledFault>& schedule, const ChaosVerdict& verdict) {
    const nlohmann::json written = {
        {"seed", options_.seed},
        {"commit", commit_},
        {"seconds", options_.length.count()},
        {"buyers", options_.buyers},
        {"faults", injector_->injected()},
        {"sandboxFaults", load_->sandbox_faults()},
        {"skipped", skipped_},
        {"payments", verdict.books.payments},
        {"approvedByClients", load_->paid()},
        {"purchasesAtAcquirer", verdict.books.purchases},
        {"refundsAtAcquirer", verdict.books.refunds},
        {"promises", verdict.promises},
        {"idempotencyKeys", verdict.keys},
        {"idempotencyKeysAtOnce", verdict.keys_at_once},
        {"webhooks", verdict.webhooks},
        {"webhookRepeats", verdict.webhook_repeats},
        {"longestUnknownMs", static_cast<std::int64_t>(verdict.longest_unknown_s * 1'000)},
        {"settledAfterMs", settled_after_.count()},
        {"findings", verdict.findings},
        {"schedule", to_json(schedule)}};
    if (!options_.report.empty()) {
      if (options_.report.has_parent_path()) fs::create_directories(options_.report.parent_path());
      std::ofstream out(options_.report);
      out << written.dump(1) << "\n";
      out.close();
      if (!out) throw std::runtime_error("cannot write " + options_.report.string());
    }
    nlohmann::json shown = written;
    shown.erase("schedule");
    shown.erase("findings");
    std::printf("%s\n", shown.dump(1).c_str());
    for (std::size_t i = 0; i < verdict.findings.size() && i < kMostFindings; ++i) {
      std::printf("FOUND: %s\n", verdict.findings[i].c_str());
    }
    std::printf("%zu findings\n", verdict.findings.size());
    if (verdict.findings.empty()) return 0;
    if (!options_.keep) return 1;
    directory_.keep();
    if (disk_) disk_->keep();
    std::printf("kept: %s%s\n", directory_.path().c_str(),
                disk_ ? " (unmount its postgres/ before you remove it)" : "");
    return 1;
  }

  const ChaosOptions& options_;
  std::string commit_ = commit_name();  ///< before anybody commits another
  std::vector<ChaosFault> kinds_;
  std::vector<std::string> skipped_;
  TemporaryDirectory directory_;
  std::optional<PostgresDisk> disk_;
  WebhookSink sink_;
  std::unique_ptr<FaultProxy> acquirer_, database_, webhooks_;
  std::unique_ptr<Stack> stack_;
  std::unique_ptr<FaultInjector> injector_;
  std::unique_ptr<ClientLog> log_;
  std::unique_ptr<ChaosLoad> load_;
  milliseconds settled_after_{0};
};

}  // namespace

int run_chaos(const ChaosOptions& options) {
  constexpr int kExitUsage = 2;
  try {
    return ChaosRun(options, kinds_of(options)).run();
  } catch (const std::invalid_argument& wrong) {
    std::fprintf(stderr, "chaos: %s; there are:", wrong.what());
    for (const ChaosFault fault : all_chaos_faults()) {
      std::fprintf(stderr, " %s", std::string(to_text(fault)).c_str());
    }
    std::fprintf(stderr, "\n");
    return kExitUsage;
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "chaos: %s\n", broken.what());
    return 1;
  }
}

}  // namespace pay200::dev
