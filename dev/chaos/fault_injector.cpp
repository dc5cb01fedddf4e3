#include "dev/chaos/fault_injector.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "core/platform/unique_fd.hpp"

namespace pay200::dev {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience = std::chrono::seconds(60);
/// The rest of a cut that nothing has come for.
constexpr milliseconds kCutPatience{3'000};
constexpr milliseconds kLateBy{300};
/// As EmbeddedPostgresOptions has it, and some.
constexpr int kConnections = 64;

/// PostgreSQL's start-up message of protocol 3.0: length, version, names and values.
std::string startup_message() {
  std::string body("\0\3\0\0", 4);
  for (const char* text : {"user", "pay200_owner", "database", "pay200"}) {
    body.append(text, std::strlen(text) + 1);
  }
  body.push_back('\0');
  const auto size = static_cast<std::uint32_t>(body.size() + 4);
  std::string message;
  for (int shift = 24; shift >= 0; shift -= 8) {
    message.push_back(static_cast<char>((size >> static_cast<unsigned>(shift)) & 0xFFU));
  }
  return message + body;
}

UniqueFd open_session(const std::filesystem::path& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket.c_str(), sizeof address.sun_path - 1);
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (fd.get() < 0 ||
      ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return {};
  }
  const std::string message = startup_message();
  ::send(fd.get(), message.data(), message.size(), MSG_NOSIGNAL);
  return fd;
}

}  // namespace

void FaultInjector::inject(const ScheduledFault& fault) {
  if (happens(fault)) ++injected_[std::string(to_text(fault.fault))];
  start_what_ended();
}

bool FaultInjector::happens(const ScheduledFault& fault) {
  switch (fault.fault) {
    case ChaosFault::kKillWorker:
      return kill_one("api", fault.choice);
    case ChaosFault::kKillLink:
      return kill_one("link", fault.choice);
    case ChaosFault::kKillRelay:
      return kill_one("relay", fault.choice);
    case ChaosFault::kKillStream:
      return kill_one("stream", fault.choice);
    case ChaosFault::kKillMaster:
      stack_.kill_part(Part::kGateway);
      stack_.start_part(Part::kGateway);
      return true;
    case ChaosFault::kPostgresRestarted:
      stack_.stop_part(Part::kPostgres);
      stack_.start_part(Part::kPostgres);
      return true;
    case ChaosFault::kPostgresKilled:
      stack_.kill_part(Part::kPostgres);
      stack_.start_part(Part::kPostgres);
      return true;
    case ChaosFault::kPostgresFull:
      fill_connections(fault.lasts);
      return true;
    case ChaosFault::kDiskFull:
      return fill_disk(fault.lasts);
    case ChaosFault::kAcquirerCutSoon:
    case ChaosFault::kAcquirerCutWithin:
    case ChaosFault::kAcquirerCutAfter:
    case ChaosFault::kAcquirerSilent:
    case ChaosFault::kAcquirerLate:
      return maltreat(acquirer_, fault.fault, fault);
    case ChaosFault::kDatabaseCutSoon:
      return maltreat(database_, ChaosFault::kAcquirerCutSoon, fault);
    case ChaosFault::kDatabaseCutWithin:
      return maltreat(database_, ChaosFault::kAcquirerCutWithin, fault);
    case ChaosFault::kDatabaseCutAfter:
      return maltreat(database_, ChaosFault::kAcquirerCutAfter, fault);
    case ChaosFault::kDatabaseSilent:
      return maltreat(database_, ChaosFault::kAcquirerSilent, fault);
    case ChaosFault::kDatabaseLate:
      return maltreat(database_, ChaosFault::kAcquirerLate, fault);
    case ChaosFault::kWebhookCutSoon:
      return maltreat(webhooks_, ChaosFault::kAcquirerCutSoon, fault);
    case ChaosFault::kWebhookCutWithin:
      return maltreat(webhooks_, ChaosFault::kAcquirerCutWithin, fault);
    case ChaosFault::kWebhookCutAfter:
      return maltreat(webhooks_, ChaosFault::kAcquirerCutAfter, fault);
    case ChaosFault::kWebhookSilent:
      return maltreat(webhooks_, ChaosFault::kAcquirerSilent, fault);
    case ChaosFault::kWebhookLate:
      return maltreat(webhooks_, ChaosFault::kAcquirerLate, fault);
  }
  return false;
}

bool FaultInjector::kill_one(const std::string& role, std::uint32_t choice) {
  const auto pids = stack_.pids_of(role);
  return !pids.empty() && ::kill(pids[choice % pids.size()], SIGKILL) == 0;
}

void FaultInjector::fill_connections(milliseconds lasts) {
  std::vector<UniqueFd> sessions;
  const auto socket = stack_.postgres_socket_directory() / ".s.PGSQL.5432";
  // The gateway keeps its sessions: only what is cut now has to come back, and cannot.
  for (int i = 0; i < kConnections; ++i) sessions.push_back(open_session(socket));
  static_cast<void>(kill_one("api", 0));
  std::this_thread::sleep_for(lasts);
}

bool FaultInjector::fill_disk(milliseconds lasts) {
  if (postgres_disk_.empty()) return false;
  const auto path = postgres_disk_ / "ballast";
  {
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    const std::vector<char> block(1U << 20U, 'x');
    std::size_t size = block.size();
    while (size > 0) {
      const ssize_t put = ::write(fd.get(), block.data(), size);
      if (put <= 0) size /= 2;
    }
  }
  std::this_thread::sleep_for(lasts);
  std::filesystem::remove(path);
  return true;
}

/// Named as it is done to the acquirer's link.
bool FaultInjector::maltreat(FaultProxy& proxy, ChaosFault as_acquirer,
                             const ScheduledFault& fault) {
  if (as_acquirer == ChaosFault::kAcquirerSilent) {
    proxy.be_silent(fault.lasts);
    std::this_thread::sleep_for(fault.lasts);
    return true;
  }
  if (as_acquirer == ChaosFault::kAcquirerLate) {
    proxy.be_late(fault.lasts, kLateBy);
    std::this_thread::sleep_for(fault.lasts);
    return true;
  }
  const int before = proxy.cuts();
  proxy.cut(as_acquirer == ChaosFault::kAcquirerCutSoon     ? FaultProxy::Cut::kBefore
            : as_acquirer == ChaosFault::kAcquirerCutWithin ? FaultProxy::Cut::kWithin
                                                            : FaultProxy::Cut::kAfter,
            fault.choice % 2 == 1);
  const auto deadline = std::chrono::steady_clock::now() + kCutPatience;
  while (proxy.cuts() == before && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  proxy.forget_cut();
  return proxy.cuts() > before;
}

/// A server without room on its disk ends itself, and a master whose children were killed may.
void FaultInjector::start_what_ended() {
  for (const Part part : stack_.ended()) {
    std::printf("%s has ended, and is started again\n", name_of(part).c_str());
    stack_.kill_part(part);
    stack_.start_part(part);
  }
}

void FaultInjector::end() {
  for (FaultProxy* proxy : {&acquirer_, &database_, &webhooks_}) proxy->be_good();
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  do {
    start_what_ended();
    if (stack_.wait_until_ready(std::chrono::seconds(5))) return;
  } while (std::chrono::steady_clock::now() < deadline);
  throw std::runtime_error("the gateway is not ready again a minute after the last fault");
}

}  // namespace pay200::dev
