#pragma once
// A real PostgreSQL for tests. A test program that asks for a TestDatabase gets one cluster, made
// on first use (about 2 s) and removed when the program ends, however it ends. Each TestDatabase
// is a fresh clone of a migrated template (about 50 ms), dropped with it, so tests share nothing
// but the roles.

#include <map>
#include <memory>
#include <string>

#include "core/platform/db/database.hpp"
#include "dev/embedded_postgres.hpp"

namespace pay200::test {

class TestDatabase {
 public:
  TestDatabase();
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  /// Another one with all that is in this one now. Nothing may be under way; pools connect again.
  TestDatabase copy();

  const std::string& name() const { return name_; }
  /// For another process or a Database with options of the test's own. Role: "pay200_api", ...
  std::string conninfo(const std::string& role) const;

  /// A pool as one of the roles, opened on first use; closed with the TestDatabase.
  db::Database& as(const std::string& role);
  db::Database& owner() { return as("pay200_owner"); }
  db::Database& api() { return as("pay200_api"); }
  db::Database& link() { return as("pay200_link"); }
  db::Database& relay() { return as("pay200_relay"); }
  db::Database& operators() { return as("pay200_operator"); }

  /// SQL as the superuser, through psql: to arrange a state that no function makes, or to look at
  /// one (columns separated by |, a row a line). Throws std::runtime_error with psql's words.
  std::string execute(const std::string& sql);

  /// For failures: restart(), kill_hard() and start(). Shared by all of the program's databases.
  static dev::EmbeddedPostgres& cluster();

 private:
  explicit TestDatabase(const std::string& copied_from);

  std::string name_;
  std::map<std::string, std::unique_ptr<db::Database>> pools_;
};

}  // namespace pay200::test
