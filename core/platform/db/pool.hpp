#pragma once
// The bounded set of sessions behind a Database. For database.cpp only. Safe from any thread.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/platform/db/session.hpp"

namespace pay200::db {

class Pool {
 public:
  explicit Pool(const DatabaseOptions& options);

  /// A place in the pool: the right to use one session, given back at the end of its life.
  class Lease {
   public:
    explicit Lease(Pool& pool);  ///< waits for a place; throws Unavailable if none comes in time
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    /// An idle session, or a new one. Throws Unavailable if the server refuses.
    Session& session();
    /// After a break: idle sessions are as old as the broken one, so only a new one will do. Keeps
    /// trying to connect until the acquire time-out, since a restart takes a moment. Throws
    /// Unavailable.
    Session& new_session();
    /// The session's state is not known any more.
    void discard() { session_.reset(); }

   private:
    Pool& pool_;
    std::unique_ptr<Session> session_;
  };

 private:
  std::unique_ptr<Session> take_idle();
  std::unique_ptr<Session> connect();
  void close_idle();

  const std::string conninfo_;
  const std::size_t most_;
  const std::chrono::milliseconds acquire_timeout_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t leased_ = 0;
  std::vector<std::unique_ptr<Session>> idle_;
};

}  // namespace pay200::db
