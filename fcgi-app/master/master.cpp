#include "fcgi-app/master/master.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <ranges>
#include <stdexcept>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "core/platform/log.hpp"
#include "fcgi-app/core_dumps.hpp"
#include "fcgi-app/master/child.hpp"

namespace pay200::master {
namespace {

using std::chrono::milliseconds;

/// Only our own roles connect to it.
constexpr mode_t kLinkSocketMode = 0600;
/// A child bounds its own drain; the master only steps in if that did not work.
constexpr milliseconds kKillMargin{2'000};

/// From here on signals are read, not delivered; children inherit that. USR1 among them, since
/// libfcgi would take it as its own. A broken pipe is an error of write, not a signal.
int block_signals() {
  sigset_t blocked;
  sigemptyset(&blocked);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGUSR1}) {
    sigaddset(&blocked, number);
  }
  ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  const int fd = ::signalfd(-1, &blocked, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
  return fd;
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
  return "status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

Master::Master(Config config, Start start)
    : config_(std::make_shared<const Config>(std::move(config))),
      roles_(std::move(start.roles)),
      command_(std::move(start.command)),
      taken_over_(start.handover.has_value()) {
  const auto left = [&start](Role role) {
    return start.handover ? start.handover->socket_of(role) : nullptr;
  };
  if (start.handover) {
    const std::string why = why_not(*start.handover, *config_);
    if (!why.empty()) throw std::runtime_error(why);
    for (const auto& child : start.handover->children) {
      children_.push_back({child.pid, child.role, nullptr, Clock::now()});
    }
  }
  if (runs(Role::kApi)) {
    fcgi_listener_ = listen_for_nginx(config_->fcgi.socket, left(Role::kApi));
  }
  if (runs(Role::kLink)) {
    const auto* socket = left(Role::kLink);
    link_listener_ = socket != nullptr
                         ? std::make_unique<UnixListener>(socket->name, socket->fd, socket->lock_fd)
                         : std::make_unique<UnixListener>(config_->link.socket, kLinkSocketMode);
  }
  if (runs(Role::kStream)) {
    stream_listener_ = listen_for_nginx(config_->stream.socket, left(Role::kStream));
  }
  forbid_core_dumps();
  signal_fd_ = block_signals();
}

Master::~Master() { ::close(signal_fd_); }

int Master::run() {
  log::info("started", {{"version", PAY200_VERSION}, {"config", config_->source}});
  make_slots();
  reap();  // those left by the program before: their signals may have been its own to read
  while (!(draining_ && children_.empty())) {
    start_due();
    pollfd signals = {signal_fd_, POLLIN, 0};
    ::poll(&signals, 1, wait_ms());
    handle_signals();
    reap();
    end_retired();
  }
  if (link_listener_) link_listener_->remove_file();
  log::info("ended");
  return 0;
}

bool Master::runs(Role role) const {
  return std::find(roles_.begin(), roles_.end(), role) != roles_.end();
}

void Master::make_slots() {
  slots_.clear();
  // The link first, so that the others find it: its start takes longest.
  for (const Role role : roles_ | std::views::reverse) {
    for (int i = 0; i < processes_of(role, *config_); ++i) {
      slots_.push_back({.role = role, .number = i, .start_at = Clock::now()});
    }
  }
}

void Master::handle_signals() {
  signalfd_siginfo info;
  while (::read(signal_fd_, &info, sizeof(info)) == sizeof(info)) {
    if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT) drain();
    if (info.ssi_signo == SIGHUP) reload();
  }
}

void Master::drain() {
  if (draining_) return;
  log::info("draining");
  draining_ = true;
  // Nobody new; the workers still take those who are waiting.
  if (fcgi_listener_) fcgi_listener_->leave();
  if (stream_listener_) stream_listener_->leave();
  slots_.clear();
  retire_all();
}

/// The program decides for itself, in a process of its own, whether it could take over: an older
/// one may not know the configuration of the next.
void Master::reload() {
  if (draining_) return;
  const Handover left = handover();
  try {
    const std::string refused = ask(command_, left);
    if (!refused.empty()) {
      log::error("reload_refused", {{"cause", refused}});
      return;
    }
  } catch (const std::system_error& failure) {  // no memory, too many processes or files
    log::error("reload_refused", {{"cause", failure.what()}});
    return;
  }
  log::info("reloading", {{"program", command_.front()}});
  become(command_, left);
  log::error("reload_refused", {{"cause", std::generic_category().message(errno)}});
}

Handover Master::handover() const {
  Handover left;
  if (fcgi_listener_) {
    left.sockets.push_back(
        {Role::kApi, config_->fcgi.socket, fcgi_listener_->fd(), fcgi_listener_->lock_fd()});
  }
  if (link_listener_) {
    left.sockets.push_back(
        {Role::kLink, config_->link.socket, link_listener_->fd(), link_listener_->lock_fd()});
  }
  if (stream_listener_) {
    left.sockets.push_back({Role::kStream, config_->stream.socket, stream_listener_->fd(),
                            stream_listener_->lock_fd()});
  }
  for (const Child& child : children_) left.children.push_back({child.pid, child.role});
  return left;
}

void Master::retire_all() {
  for (Child& child : children_) child.slot = nullptr;
}

void Master::reap() {
  int status = 0;
  pid_t pid = 0;
  while ((pid = ::waitpid(-1, &status, WNOHANG)) > 0) {
    const auto child = std::find_if(children_.begin(), children_.end(),
                                    [pid](const Child& one) { return one.pid == pid; });
    if (child == children_.end()) continue;
    const auto lived = std::chrono::duration_cast<milliseconds>(Clock::now() - child->started_at);
    const bool expected = child->slot == nullptr && status == 0;
    log::write(expected ? log::Level::kInfo : log::Level::kError, "child_ended",
               {{"child_role", std::string(to_text(child->role))},
                {"child_pid", std::to_string(pid)},
                {"how", how_it_ended(status)},
                {"lived_ms", std::to_string(lived.count())}});
    if (child->slot != nullptr) {
      child->slot->start_at = Clock::now() + child->slot->delay.next(lived);
    }
    children_.erase(child);
  }
}

void Master::start_due() {
  for (Slot& slot : slots_) {
    if (slot.start_at && *slot.start_at <= Clock::now()) start(slot);
  }
}

void Master::start(Slot& slot) {
  const Listeners listeners{fcgi_listener_ ? fcgi_listener_->fd() : -1,
                            link_listener_ ? link_listener_->fd() : -1,
                            stream_listener_ ? stream_listener_->fd() : -1, taken_over_};
  const auto config = config_;
  const Role role = slot.role;
  try {
    const pid_t pid = start_child(
        {.name = std::string(to_text(role)),
         .number = slot.number,
         .metrics_directory = config->metrics_directory(),
         .log_level = config->log.level,
         .drain_timeout_ms = config->fcgi.drain_timeout_ms,
         .run = [=](int stop_fd) { return run_role(role, *config, listeners, stop_fd); }});
    slot.start_at.reset();
    children_.push_back({pid, role, &slot, Clock::now()});
    log::info("child_started",
              {{"child_role", std::string(to_text(role))}, {"child_pid", std::to_string(pid)}});
  } catch (const std::system_error& failure) {  // no memory, too many processes: later
    log::error("fork_failed", {{"cause", failure.what()}});
    slot.start_at = Clock::now() + RespawnDelay::kMost;
  }
}

/// Of the retired children, those of the first role that is left are told to end; the next role
/// waits until they have.
void Master::end_retired() {
  for (const Role role : kAllRoles) {
    bool any = false;
    for (Child& child : children_) {
      if (child.slot != nullptr || child.role != role) continue;
      any = true;
      if (!child.kill_at) {
        ::kill(child.pid, SIGTERM);
        child.kill_at = Clock::now() + milliseconds(config_->fcgi.drain_timeout_ms) + kKillMargin;
      } else if (*child.kill_at <= Clock::now()) {
        ::kill(child.pid, SIGKILL);
      }
    }
    if (any) return;
  }
}

/// Until the next thing is due; -1: until a signal.
int Master::wait_ms() const {
  auto next = Clock::time_point::max();
  for (const Slot& slot : slots_) {
    if (slot.start_at) next = std::min(next, *slot.start_at);
  }
  for (const Child& child : children_) {
    if (child.kill_at) next = std::min(next, *child.kill_at);
  }
  if (next == Clock::time_point::max()) return -1;
  const auto left = std::chrono::ceil<milliseconds>(next - Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

}  // namespace pay200::master
