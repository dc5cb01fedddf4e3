#include "core/platform/db/pool.hpp"

#include <pqxx/pqxx>
#include <thread>
#include <utility>

#include "core/platform/assert.hpp"
#include "core/platform/before_waiting.hpp"
#include "core/platform/metrics/metrics.hpp"

namespace pay200::db {
namespace {

constexpr std::chrono::milliseconds kReconnectPause{50};

}  // namespace

Pool::Pool(const DatabaseOptions& options)
    : conninfo_(session_conninfo(options)),
      most_(options.connections),
      acquire_timeout_(options.acquire_timeout) {
  PAY200_ASSERT(most_ > 0);
}

std::unique_ptr<Session> Pool::take_idle() {
  for (;;) {
    std::unique_ptr<Session> session;
    {
      const std::lock_guard lock(mutex_);
      if (idle_.empty()) return nullptr;
      // The last one used: its caches are warm, and a burst's extra sessions stay untouched.
      session = std::move(idle_.back());
      idle_.pop_back();
    }
    // Found dead before anything was sent, it puts no write in doubt.
    if (session->usable()) return session;
  }
}

std::unique_ptr<Session> Pool::connect() {
  try {
    return std::make_unique<Session>(conninfo_);
  } catch (const pqxx::failure& error) {
    throw Unavailable(std::string("cannot connect: ") + error.what());
  }
}

void Pool::close_idle() {
  std::vector<std::unique_ptr<Session>> closing;
  const std::lock_guard lock(mutex_);
  closing.swap(idle_);
}

Pool::Lease::Lease(Pool& pool) : pool_(pool) {
  static const metrics::Seconds waits(metrics::Metric::kDatabaseWaitSeconds);
  static const metrics::Counter timeouts(metrics::Metric::kDatabaseTimeouts);
  about_to_wait();
  const auto begun = std::chrono::steady_clock::now();
  std::unique_lock lock(pool.mutex_);
  const bool free = pool.freed_.wait_for(lock, pool.acquire_timeout_,
                                         [&pool] { return pool.leased_ < pool.most_; });
  waits.observe(std::chrono::steady_clock::now() - begun);
  if (!free) {
    timeouts.add();
    throw Unavailable("none of " + std::to_string(pool.most_) +
                      " database connections was free for " +
                      std::to_string(pool.acquire_timeout_.count()) + " ms");
  }
  ++pool.leased_;
}

Pool::Lease::~Lease() {
  {
    const std::lock_guard lock(pool_.mutex_);
    if (session_) pool_.idle_.push_back(std::move(session_));
    --pool_.leased_;
  }
  pool_.freed_.notify_one();
}

Session& Pool::Lease::session() {
  if (!session_) session_ = pool_.take_idle();
  if (!session_) session_ = pool_.connect();
  return *session_;
}

Session& Pool::Lease::new_session() {
  discard();
  pool_.close_idle();
  const auto give_up = std::chrono::steady_clock::now() + pool_.acquire_timeout_;
  for (;;) {
    try {
      session_ = pool_.connect();
      return *session_;
    } catch (const Unavailable&) {
      if (std::chrono::steady_clock::now() + kReconnectPause > give_up) throw;
    }
    std::this_thread::sleep_for(kReconnectPause);
  }
}

}  // namespace pay200::db
