#include "core/platform/db/database.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <pqxx/pqxx>
#include <utility>

#include "core/platform/assert.hpp"
#include "core/platform/before_waiting.hpp"
#include "core/platform/db/array_reads.hpp"
#include "core/platform/db/failure.hpp"
#include "core/platform/db/pool.hpp"
#include "core/platform/db/set_queue.hpp"
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

/// A set as one statement, which every connection prepares.
struct SetStatement {
  std::string name, sql;
};

constexpr std::size_t kSetsAtOnce = 1;
constexpr std::chrono::milliseconds kPatienceWithSet{50};

/// The sets of one statement.
struct Sets {
  Sets(const Statement& statement, std::size_t parameters);

  SetQueue queue{kSetsAtOnce, kPatienceWithSet};
  std::vector<SetStatement> statements;  ///< by size
};

/// With a place in the pool and, at first, a connection: if there is none, nothing was begun.
struct Begun {
  explicit Begun(Pool& pool) : lease(pool) { lease.session(); }
  Pool::Lease lease;
};

/// `in_doubt`: it may have been done before this try.
pqxx::result execute_retrying(Begun& begun, const Statement& statement, const Params& params,
                              Kind kind, bool in_doubt = false) {
  Pool::Lease& lease = begun.lease;
  bool broke_before = false;
  for (int conflicts = 0;;) {
    try {
      pqxx::nontransaction transaction(lease.session().connection());
      return lease.session().execute(transaction, statement, params);
    } catch (const std::exception& error) {
      if (!broke(error, lease.session())) {
        const bool perhaps_done = (broke_before || in_doubt) && kind == Kind::kWrite;
        judge_rolled_back(statement.name, error, perhaps_done, conflicts);
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

pqxx::result execute_retrying(Pool& pool, const Statement& statement, const Params& params,
                              Kind kind) {
  Begun begun(pool);
  return execute_retrying(begun, statement, params, kind);
}

Sets::Sets(const Statement& statement, std::size_t parameters) : statements(1) {
  for (std::size_t size = 1; size <= SetQueue::kMostInSet; ++size) {
    statements.push_back({std::string(statement.name) + " * " + std::to_string(size),
                          set_sql(statement, parameters, size)});
  }
}

/// If a set that it was in left it in doubt, it still is where this try does not find out.
pqxx::result execute_alone(Pool& pool, const Statement& statement, Kind kind, const SetCall& call) {
  const bool in_doubt = call.in_doubt && kind == Kind::kWrite;
  try {
    Begun begun(pool);
    return execute_retrying(begun, statement, call.params, kind, in_doubt);
  } catch (const Unavailable& error) {
    if (in_doubt) throw_in_doubt(statement.name, error);
    throw;
  }
}

void carry_alone(Pool& pool, const Statement& statement, Kind kind, SetCall& call) {
  try {
    const pqxx::result rows = execute_alone(pool, statement, kind, call);
    if (!rows.empty()) call.rows.emplace_back(rows[0]);
  } catch (...) {
    call.error = std::current_exception();
  }
  call.answered = true;
}

/// If it fails, nothing of it was done, or nobody knows: each goes alone, which does it or finds it
/// done.
void carry(Pool& pool, const SetStatement& statement, Kind kind, const std::vector<SetCall*>& set) {
  std::optional<Begun> begun;
  try {
    begun.emplace(pool);
  } catch (const Unavailable& error) {
    return tell_unavailable(set, error);  // alone it would be no better
  }
  try {
    Params params;
    for (const SetCall* call : set) params.append(call->params);
    const pqxx::result rows =
        execute_retrying(*begun, {statement.name.c_str(), statement.sql.c_str()}, params, kind);
    for (const auto& row : rows) {
      set[static_cast<std::size_t>(number(row, "place"))]->rows.emplace_back(row);
    }
    for (SetCall* call : set) call->answered = true;
  } catch (const std::exception& error) {
    const bool in_doubt = dynamic_cast<const InDoubt*>(&error) != nullptr;
    for (SetCall* call : set) call->in_doubt = in_doubt;
    // The first line alone: what PostgreSQL adds may show a row.
    const std::string cause = error.what();
    log::warning("set_goes_alone",
                 {{"statement", statement.name}, {"cause", cause.substr(0, cause.find('\n'))}});
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

  std::optional<pqxx::row> pass(const Statement& statement, const Params& params,
                                std::string_view key, Kind kind);
  Sets& sets_of(const Statement& statement, std::size_t parameters);

  Pool pool;
  std::mutex mutex;
  std::map<std::string_view, Sets> sets;               ///< by the statement's name
  std::map<std::string_view, ArrayReads> array_reads;  ///< likewise
};

Sets& Database::Impl::sets_of(const Statement& statement, std::size_t parameters) {
  const std::lock_guard lock(mutex);
  return sets.try_emplace(statement.name, statement, parameters).first->second;
}

std::optional<pqxx::row> Database::Impl::pass(const Statement& statement, const Params& params,
                                              std::string_view key, Kind kind) {
  about_to_wait();
  Sets& own = sets_of(statement, params.values().size());
  SetCall call(params, key);
  own.queue.pass(call, [&](const std::vector<SetCall*>& set) {
    if (set.size() == 1) {
      carry_alone(pool, statement, kind, *set.front());
    } else {
      carry(pool, own.statements[set.size()], kind, set);
    }
  });
  if (!call.answered) carry_alone(pool, statement, kind, call);
  if (call.error) std::rethrow_exception(call.error);
  return call.rows.empty() ? std::nullopt : std::optional(std::move(call.rows.front()));
}

Database::Database(const DatabaseOptions& options) : impl_(std::make_unique<Impl>(options)) {}

Database::~Database() = default;

pqxx::result Database::call(const Statement& statement, const Params& params) {
  return execute_retrying(impl_->pool, statement, params, Kind::kWrite);
}

pqxx::result Database::read(const Statement& statement, const Params& params) {
  return execute_retrying(impl_->pool, statement, params, Kind::kRead);
}

pqxx::row Database::call_in_set(const Statement& statement, const Params& params,
                                std::string_view key) {
  auto row = impl_->pass(statement, params, key, Kind::kWrite);
  PAY200_ASSERT(row);
  return *std::move(row);
}

std::optional<pqxx::row> Database::read_in_set(const Statement& statement, const Params& params) {
  return impl_->pass(statement, params, {}, Kind::kRead);
}

ArrayReads& Database::array_reads(const Statement& statement) {
  const std::lock_guard lock(impl_->mutex);
  return impl_->array_reads.try_emplace(statement.name, *this, statement).first->second;
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
