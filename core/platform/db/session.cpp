#include "core/platform/db/session.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <poll.h>
#include <pqxx/pqxx>
#include <sstream>
#include <stdexcept>
#include <vector>

#if PQXX_VERSION_MAJOR < 7 && defined(__SANITIZE_ADDRESS__)
// libpqxx 6.4 asks a connection for its encoding before it takes charge of a result; if the
// connection has just broken, that throws, and the result (about 1 kB) is never freed.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { return "leak:libpq.so\n"; }
#endif

#include "core/platform/fail_point.hpp"

namespace pay200::db {
namespace {

/// Whoever is killed between two statements is killed here.
void before_statement() { fail_point("statement"); }

// The one place that differs between libpqxx 6.4 and 7.x.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/// 6.x reconnects by itself inside a transaction object, and the statement would be repeated
/// without a word.
void forbid_silent_reconnect([[maybe_unused]] pqxx::connection& connection) {
#if PQXX_VERSION_MAJOR < 7
  connection.inhibit_reactivation(true);
#endif
}

std::shared_ptr<void> silence(pqxx::connection& connection) {
  return std::make_shared<pqxx::quiet_errorhandler>(connection);
}

#if PQXX_VERSION_MAJOR < 7
class Values {
 public:
  explicit Values(const Params& params) {
    pointers_.reserve(params.values().size());
    for (const auto& value : params.values()) {
      pointers_.push_back(value ? value->c_str() : nullptr);
    }
  }
  auto get() const {
    return pqxx::prepare::make_dynamic_params(pointers_.begin(), pointers_.end());
  }

 private:
  std::vector<const char*> pointers_;
};
#else
class Values {
 public:
  explicit Values(const Params& params) {
    values_.reserve(params.values().size());
    for (const auto& value : params.values()) {
      if (value) {
        values_.append(*value);
      } else {
        values_.append();
      }
    }
  }
  const pqxx::params& get() const { return values_; }

 private:
  pqxx::params values_;
};
#endif

pqxx::result execute_prepared(pqxx::transaction_base& transaction, const std::string& name,
                              const Params& params) {
  return transaction.exec_prepared(name, Values(params).get());
}

pqxx::result execute_unprepared(pqxx::transaction_base& transaction, const std::string& sql,
                                const Params& params) {
  return transaction.exec_params(sql, Values(params).get());
}

#pragma GCC diagnostic pop

std::string conninfo_value(std::string_view value) {
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string server_settings(const DatabaseOptions& options) {
  std::ostringstream out;
  out << "-c statement_timeout=" << options.statement_timeout.count()
      << " -c lock_timeout=" << options.lock_timeout.count()
      << " -c idle_in_transaction_session_timeout=" << 2 * options.statement_timeout.count()
      << " -c timezone=UTC -c datestyle=ISO -c bytea_output=hex"
      << " -c search_path=pay200 -c client_min_messages=warning";
  return out.str();
}

}  // namespace

Session::Session(const std::string& conninfo)
    : connection_(std::make_unique<pqxx::connection>(conninfo)) {
  forbid_silent_reconnect(*connection_);
  silence_ = silence(*connection_);
}

pqxx::result Session::execute(pqxx::transaction_base& transaction, const Statement& statement,
                              const Params& params) {
  before_statement();
  if (prepared_.find(statement.name) == prepared_.end()) {
    connection_->prepare(statement.name, statement.sql);
    prepared_.insert(statement.name);
  }
  return execute_prepared(transaction, statement.name, params);
}

bool Session::usable() const {
  if (!connection_->is_open()) return false;
  pollfd waiting{connection_->sock(), POLLIN, 0};
  return ::poll(&waiting, 1, 0) == 0;
}

pqxx::result execute(pqxx::transaction_base& transaction, const Statement& statement,
                     const Params& params) {
  before_statement();
  return execute_unprepared(transaction, statement.sql, params);
}

std::string session_conninfo(const DatabaseOptions& options) {
  if (options.conninfo.find("://") != std::string::npos) {
    throw std::invalid_argument("database: keyword=value pairs are needed, not a URI");
  }
  // Later words win over earlier ones. What breaks without a word (a cable, a frozen host) must
  // break within about the time that a statement may take.
  const auto connect_timeout_s = std::max<std::int64_t>(
      2, std::chrono::ceil<std::chrono::seconds>(options.acquire_timeout).count());
  std::ostringstream out;
  out << options.conninfo << " application_name=" << conninfo_value(options.application_name)
      << " client_encoding=UTF8 connect_timeout=" << connect_timeout_s
      << " tcp_user_timeout=" << 2 * options.statement_timeout.count()
      << " options=" << conninfo_value(server_settings(options));
  return out.str();
}

}  // namespace pay200::db
