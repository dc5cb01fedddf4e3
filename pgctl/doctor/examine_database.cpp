#include <algorithm>
#include <chrono>
#include <exception>

#include "core/platform/db/migrate.hpp"
#include "core/platform/db/server_facts.hpp"
#include "pgctl/doctor/examine.hpp"

namespace pay200::pgctl {
namespace {

using std::chrono::milliseconds;

constexpr int kOldestServer = 15;
constexpr int kNewestServer = 17;
constexpr milliseconds kMostSkew{500};
constexpr milliseconds kIntolerableSkew{3'000};
/// For pgctl, cron and a person with psql.
constexpr int kSpareConnections = 10;

db::DatabaseOptions options_for(const Config& config, const std::string& user) {
  db::DatabaseOptions options;
  options.conninfo = config.database.conninfo_for(user) + " connect_timeout=5";
  options.connections = 1;
  options.acquire_timeout = milliseconds(5'000);
  options.application_name = "pgctl doctor";
  return options;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

Finding examine_version(const db::ServerFacts& facts) {
  constexpr const char* kCheck = "database version";
  if (facts.major_version < kOldestServer || facts.major_version > kNewestServer) {
    return failed(kCheck, "PostgreSQL " + facts.version, "pay200 runs on PostgreSQL 15 to 17");
  }
  return ok(kCheck, "PostgreSQL " + facts.version);
}

Finding examine_durability(const db::ServerFacts& facts) {
  constexpr const char* kCheck = "database durability";
  if (facts.read_only) {
    return failed(kCheck, "this server is a standby: nothing can be written",
                  "point [database] conninfo to the primary");
  }
  std::string off;
  if (!facts.fsync) off += " fsync";
  if (!facts.full_page_writes) off += " full_page_writes";
  if (facts.synchronous_commit == "off") off += " synchronous_commit";
  if (!off.empty()) {
    return failed(kCheck, "off:" + off,
                  "a power cut would lose payments: set it on in postgresql.conf");
  }
  return ok(kCheck, "fsync on, synchronous_commit " + facts.synchronous_commit);
}

Finding examine_connections(const db::ServerFacts& facts, const Config& config) {
  const int wanted = config.fcgi.workers * config.fcgi.database_connections +
                     config.link.database_connections + config.relay.database_connections +
                     config.webhook.database_connections + kSpareConnections;
  const std::string found =
      "room for " + std::to_string(facts.max_connections) + ", wanted " + std::to_string(wanted);
  if (facts.max_connections >= wanted) return ok("database connections", found);
  return warning("database connections", found,
                 "raise max_connections in postgresql.conf, or lower database_connections");
}

Finding examine_skew(milliseconds skew) {
  const std::string found = std::to_string(skew.count()) + " ms between this host and the database";
  constexpr const char* kAdvice =
      "let NTP keep both hosts' clocks: deadlines are compared with them";
  if (skew > kIntolerableSkew) return failed("database clock", found, kAdvice);
  if (skew > kMostSkew) return warning("database clock", found, kAdvice);
  return ok("database clock", found);
}

Finding examine_schema(db::Database& database) {
  const auto status = db::migration_status(database);
  if (status.current()) return ok("database schema", status.applied.back());
  if (!status.unknown.empty()) {
    return failed("database schema", "newer than this pgctl: " + status.unknown.back(),
                  "use the pgctl that was installed with it");
  }
  const std::string found = status.pending.empty()
                                ? std::string("functions or migrations differ from this program's")
                                : "missing: " + status.pending.front() + " and what follows";
  return failed("database schema", found, "`pgctl db status`, then `pgctl db migrate`");
}

/// The programs' own users. Who runs this may not be allowed to be them, which is no fault.
Finding examine_role(const Config& config, const std::string& user) {
  try {
    db::Database database(options_for(config, user));
    db::server_facts(database);
    return ok("database as " + user, "can log in");
  } catch (const std::exception& error) {
    return warning("database as " + user, first_line(error.what()),
                   "right if only pay200-fcgi's own user may log in as it (pg_hba.conf)");
  }
}

Findings examine_server(db::Database& database, const Config& config, const Clock& clock) {
  db::server_facts(database);  // the connection is made here, so that it is not in the time below
  const Time before = clock.now();
  const db::ServerFacts facts = db::server_facts(database);
  const Time here = before + (clock.now() - before) / 2;
  const auto skew = std::chrono::duration_cast<milliseconds>(std::max(here, facts.now) -
                                                             std::min(here, facts.now));
  return {ok("database", "reachable as " + config.database.operator_user), examine_version(facts),
          examine_durability(facts), examine_connections(facts, config), examine_skew(skew)};
}

}  // namespace

Findings examine_database(const Config& config, const Clock& clock) {
  Findings findings;
  try {
    db::Database database(options_for(config, config.database.operator_user));
    findings = examine_server(database, config, clock);
    findings.push_back(examine_schema(database));
  } catch (const db::Unavailable& error) {
    return {failed("database", first_line(error.what()),
                   "is PostgreSQL running, and is [database] right in " + config.source + "?")};
  } catch (const std::exception& error) {
    findings.push_back(
        failed("database schema", first_line(error.what()), "`pgctl db migrate` makes the schema"));
  }
  for (const auto& user : {config.database.api_user, config.database.link_user,
                           config.database.relay_user, config.database.stream_user}) {
    findings.push_back(examine_role(config, user));
  }
  return findings;
}

}  // namespace pay200::pgctl
