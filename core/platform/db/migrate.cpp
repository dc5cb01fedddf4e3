#include "core/platform/db/migrate.hpp"

#include <algorithm>
#include <map>
#include <pqxx/pqxx>
#include <stdexcept>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/db/embedded_sql.hpp"

namespace pay200::db {
namespace {

std::string checksum(std::string_view text) { return crypto::to_hex(crypto::sha256(text)); }

std::string functions_checksum() {
  std::string all;
  for (const SqlFile& file : embedded_functions()) {
    all.append(file.name).append(1, '\0').append(file.text).append(1, '\0');
  }
  return checksum(all);
}

bool has_bookkeeping(pqxx::transaction_base& transaction) {
  return !transaction
              .exec(
                  "SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                  " WHERE n.nspname = 'pay200' AND c.relname = 'schema_functions'")
              .empty();
}

MigrationStatus read_status(pqxx::transaction_base& transaction) {
  MigrationStatus status;
  std::map<std::string, std::string> checksums;
  if (has_bookkeeping(transaction)) {
    for (const auto& row : transaction.exec(
             "SELECT name, checksum FROM pay200.schema_migration ORDER BY name COLLATE \"C\"")) {
      status.applied.push_back(text(row, "name"));
      checksums[status.applied.back()] = text(row, "checksum");
    }
    const auto functions = transaction.exec("SELECT checksum FROM pay200.schema_functions");
    status.functions_current =
        !functions.empty() && text(functions[0], "checksum") == functions_checksum();
  }
  for (const SqlFile& file : embedded_migrations()) {
    const auto found = checksums.find(std::string(file.name));
    if (found == checksums.end()) {
      status.pending.emplace_back(file.name);
      continue;
    }
    if (found->second != checksum(file.text)) status.changed.emplace_back(file.name);
    checksums.erase(found);
  }
  for (const auto& [name, unused] : checksums) status.unknown.push_back(name);
  return status;
}

void make_bookkeeping(pqxx::transaction_base& transaction) {
  if (has_bookkeeping(transaction)) return;
  transaction.exec(R"(
    CREATE SCHEMA IF NOT EXISTS pay200;
    CREATE TABLE pay200.schema_migration (
        name       text        NOT NULL,
        checksum   text        NOT NULL,
        applied_at timestamptz NOT NULL,
        CONSTRAINT schema_migration_pk PRIMARY KEY (name)
    );
    CREATE TABLE pay200.schema_functions (
        only_row   boolean     NOT NULL DEFAULT true,
        checksum   text        NOT NULL,
        applied_at timestamptz NOT NULL,
        CONSTRAINT schema_functions_pk PRIMARY KEY (only_row),
        CONSTRAINT schema_functions_one_row CHECK (only_row)
    );
    GRANT SELECT ON pay200.schema_migration, pay200.schema_functions TO PUBLIC;
  )");
}

/// In the catalogue, or with duplicate_schema or duplicate_table.
bool collided(const pqxx::sql_error& error) {
  return dynamic_cast<const pqxx::unique_violation*>(&error) != nullptr ||
         error.sqlstate() == "42P06" || error.sqlstate() == "42P07";
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

void refuse_what_does_not_match(const MigrationStatus& status) {
  if (!status.unknown.empty()) {
    throw std::runtime_error("the database is newer than this program; it has " +
                             joined(status.unknown));
  }
  if (!status.changed.empty()) {
    throw std::runtime_error("applied with another text than this program's: " +
                             joined(status.changed));
  }
}

/// All at once, so that they may depend on each other; and before the migrations, so that no
/// function holds on to what a migration drops.
void drop_functions(pqxx::transaction_base& transaction) {
  const auto names = transaction.exec(R"(
    SELECT string_agg(p.oid::regprocedure::text, ', ') AS list
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'pay200'
      AND NOT EXISTS (SELECT FROM pg_depend d
                      WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  )");
  const auto list = optional_text(names[0], "list");
  if (list) transaction.exec("DROP ROUTINE " + *list);
}

void run_file(pqxx::transaction_base& transaction, const SqlFile& file) {
  try {
    transaction.exec(std::string(file.text));
  } catch (const pqxx::sql_error& error) {
    throw std::runtime_error(std::string(file.name) + ".sql: " + error.what());
  }
}

void record_migration(pqxx::transaction_base& transaction, const SqlFile& file) {
  execute(transaction,
          {"record_migration", "INSERT INTO pay200.schema_migration VALUES ($1, $2, now())"},
          Params().add(file.name).add(checksum(file.text)));
}

void make_functions(pqxx::transaction_base& transaction) {
  // In any order, though one may name another that comes later.
  transaction.exec("SET LOCAL check_function_bodies = off");
  for (const SqlFile& file : embedded_functions()) run_file(transaction, file);
  execute(transaction,
          {"record_functions",
           "INSERT INTO pay200.schema_functions (checksum, applied_at) VALUES ($1, now())"
           " ON CONFLICT (only_row) DO UPDATE SET checksum = EXCLUDED.checksum,"
           " applied_at = EXCLUDED.applied_at"},
          Params().add(functions_checksum()));
}

/// An act of whoever migrates (sql/functions/record_act.sql). Not the first time: a database that
/// is only just made has no history.
void record_act(pqxx::transaction_base& transaction, const std::vector<std::string>& applied) {
  execute(transaction,
          {"record_migrate_act",
           "SELECT pay200.record_act(NULL, NULL, NULL, 'db', 'migrate', $1,"
           " jsonb_build_object('applied', $2::text[]))"},
          Params().add(embedded_migrations().back().name).add(applied));
}

std::vector<std::string> apply(pqxx::transaction_base& transaction) {
  transaction.exec("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '5min'");
  make_bookkeeping(transaction);
  // Whoever comes second waits here and then finds nothing to do; readers are not held up.
  transaction.exec("LOCK TABLE pay200.schema_migration IN SHARE ROW EXCLUSIVE MODE");
  const MigrationStatus status = read_status(transaction);
  refuse_what_does_not_match(status);
  if (status.current()) return {};
  drop_functions(transaction);
  for (const SqlFile& file : embedded_migrations()) {
    const auto& pending = status.pending;
    if (std::find(pending.begin(), pending.end(), file.name) == pending.end()) continue;
    run_file(transaction, file);
    record_migration(transaction, file);
  }
  make_functions(transaction);
  std::vector<std::string> applied = status.pending;
  applied.emplace_back("functions");
  if (!status.applied.empty()) record_act(transaction, applied);
  return applied;
}

}  // namespace

MigrationStatus migration_status(Database& database) {
  MigrationStatus status;
  database.run_transaction("migration_status", [&status](pqxx::transaction_base& transaction) {
    status = read_status(transaction);
  });
  return status;
}

std::vector<std::string> migrate(Database& database) {
  std::vector<std::string> applied;
  const auto run = [&applied](pqxx::transaction_base& transaction) {
    applied = apply(transaction);
  };
  try {
    database.run_transaction("migrate", run);
  } catch (const pqxx::sql_error& error) {
    // Two first runs at once collide in the catalogue while they make the bookkeeping. By now the
    // other has committed, so the second try finds it made.
    if (!collided(error)) throw;
    database.run_transaction("migrate", run);
  }
  return applied;
}

}  // namespace pay200::db
