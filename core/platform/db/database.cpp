#include "core/platform/db/database.hpp"

#include <pqxx/pqxx>

#include "core/platform/db/failure.hpp"
#include "core/platform/db/pool.hpp"
#include "core/platform/fail_point.hpp"
#include "core/platform/log.hpp"
#include "core/platform/metrics/metrics.hpp"

namespace pay200::db {
namespace {

constexpr int kMostTries = 3;

enum class Kind { kRead, kWrite };

std::string describe(const char* name, const std::exception& error) {
  return std::string(name) + ": " + error.what();
}

[[noreturn]] void throw_in_doubt(const char* name, const std::exception& error) {
  static const metrics::Counter doubts(metrics::Metric::kDatabaseInDoubt);
  doubts.add();
  throw InDoubt(describe(name, error));
}

/// The connection broke and a new one did not help.
[[noreturn]] void give_up(Kind kind, const char* name, const std::exception& error) {
  if (kind == Kind::kWrite) throw_in_doubt(name, error);
  throw Unavailable(describe(name, error));
}

bool broke(const std::exception& error, Session& session) {
  return classify(error) == Failure::kBroken || !session.connection().is_open();
}

void log_break(const char* name, const std::exception& error) {
  static const metrics::Counter breaks(metrics::Metric::kDatabaseBreaks);
  breaks.add();
  log::warning("database_connection_broke", {{"statement", name}, {"cause", error.what()}});
}

/// For a failure on a living connection, hence rolled back. Called in its handler; returns if the
/// same is worth another try, else throws Unavailable or what was caught. `in_doubt`: an earlier
/// try may have committed, so that no failure of a later one says that nothing was done.
void judge_rolled_back(const char* name, const std::exception& error, bool in_doubt,
                       int& conflicts) {
  const Failure failure = classify(error);
  if (failure == Failure::kConflict && ++conflicts < kMostTries) return;
  if (in_doubt) throw_in_doubt(name, error);
  switch (failure) {
    case Failure::kConflict:
    case Failure::kOverloaded:
      throw Unavailable(describe(name, error));
    case Failure::kBroken:
    case Failure::kOther:
      throw;
  }
}

pqxx::result execute_retrying(Pool& pool, const Statement& statement, const Params& params,
                              Kind kind) {
  Pool::Lease lease(pool);
  lease.session();  // if it cannot connect, nothing was begun
  bool broke_before = false;
  for (int conflicts = 0;;) {
    try {
      pqxx::nontransaction transaction(lease.session().connection());
      return lease.session().execute(transaction, statement, params);
    } catch (const std::exception& error) {
      if (!broke(error, lease.session())) {
        judge_rolled_back(statement.name, error, broke_before && kind == Kind::kWrite, conflicts);
        continue;
      }
      lease.discard();
      log_break(statement.name, error);
      if (broke_before) give_up(kind, statement.name, error);
    }
    broke_before = true;
    try {
      lease.new_session();
    } catch (const Unavailable& error) {
      give_up(kind, statement.name, error);
    }
  }
}

/// `committing` tells how far it came if it throws.
void run_once(Session& session, const std::function<void(pqxx::transaction_base&)>& fn,
              bool& committing) {
  committing = false;
  pqxx::work transaction(session.connection());
  fn(transaction);
  committing = true;
  fail_point("commit");
  transaction.commit();
}

}  // namespace

struct Database::Impl {
  explicit Impl(const DatabaseOptions& options) : pool(options) {}
  Pool pool;
};

Database::Database(const DatabaseOptions& options) : impl_(std::make_unique<Impl>(options)) {}

Database::~Database() = default;

pqxx::result Database::call(const Statement& statement, const Params& params) {
  return execute_retrying(impl_->pool, statement, params, Kind::kWrite);
}

pqxx::result Database::read(const Statement& statement, const Params& params) {
  return execute_retrying(impl_->pool, statement, params, Kind::kRead);
}

void Database::run_transaction(const char* name,
                               const std::function<void(pqxx::transaction_base&)>& fn) {
  Pool::Lease lease(impl_->pool);
  lease.session();
  bool broke_before = false;
  for (int conflicts = 0;;) {
    bool committing = false;
    try {
      run_once(lease.session(), fn, committing);
      return;
    } catch (const std::exception& error) {
      if (!broke(error, lease.session())) {
        judge_rolled_back(name, error, false, conflicts);
        continue;
      }
      lease.discard();
      log_break(name, error);
      if (committing) throw_in_doubt(name, error);
      if (broke_before) throw Unavailable(describe(name, error));
    }
    // Before the commit a broken connection has rolled back for sure.
    broke_before = true;
    lease.new_session();
  }
}

bool Database::reachable() noexcept {
  try {
    Pool::Lease lease(impl_->pool);
    try {
      pqxx::nontransaction transaction(lease.session().connection());
      return transaction.exec("SELECT 1").size() == 1;
    } catch (const std::exception&) {
      lease.discard();
      return false;
    }
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace pay200::db
