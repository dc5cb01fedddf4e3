#pragma once
// The parent of all roles. It has one thread, holds no secret and no connection, and does nothing
// but start children, start them again, and end them in order.
//
//   SIGTERM, SIGINT  drain: no new requests, what is in flight is finished (at most
//                    fcgi.drain_timeout_ms for each role), api before relay before link before
//                    stream
//   SIGHUP           reload: becomes the program as it now is (another one, after an upgrade), in
//                    the same process and on the same sockets, with children of its own and the
//                    configuration as it now is, while the old ones drain; where that program
//                    refuses (--check-config), nothing changes

#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "core/platform/config.hpp"
#include "fcgi-app/master/handover.hpp"
#include "fcgi-app/master/respawn_delay.hpp"
#include "fcgi-app/master/role.hpp"
#include "fcgi-app/master/unix_listener.hpp"

namespace pay200::master {

class Master {
 public:
  struct Start {
    std::vector<Role> roles;                ///< those to run
    std::vector<std::string> command;       ///< what a reload becomes: absolute path, arguments
    std::optional<Handover> handover = {};  ///< left by the program before
  };

  /// Listens on the sockets of the roles, or goes on listening on those that were left. Throws
  /// std::runtime_error, in words for a person, if a socket cannot be had.
  Master(Config config, Start start);
  ~Master();
  Master(const Master&) = delete;
  Master& operator=(const Master&) = delete;

  /// Until a drain has ended. Returns the exit status.
  int run();

 private:
  using Clock = std::chrono::steady_clock;

  /// A place that one process of a role fills.
  struct Slot {
    Role role;
    int number = 0;  ///< among those of its role
    RespawnDelay delay = {};
    std::optional<Clock::time_point> start_at = {};  ///< none: a child runs
  };
  struct Child {
    pid_t pid;
    Role role;
    Slot* slot;  ///< null once it retires: nobody takes its place
    Clock::time_point started_at;
    std::optional<Clock::time_point> kill_at = {};  ///< set once it has been told to end
  };

  bool runs(Role role) const;
  void make_slots();
  void handle_signals();
  void drain();
  void reload();
  Handover handover() const;
  void retire_all();
  void reap();
  void start_due();
  void start(Slot& slot);
  void end_retired();
  int wait_ms() const;

  std::shared_ptr<const Config> config_;
  std::vector<Role> roles_;
  std::vector<std::string> command_;
  const bool taken_over_;
  std::unique_ptr<Listener> fcgi_listener_;
  std::unique_ptr<UnixListener> link_listener_;
  std::unique_ptr<Listener> stream_listener_;
  int signal_fd_ = -1;
  std::list<Slot> slots_;
  std::vector<Child> children_;
  bool draining_ = false;
};

}  // namespace pay200::master
