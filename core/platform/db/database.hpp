#pragma once
// PostgreSQL through libpqxx 6.4 and 7.10. Only this folder and *_store.cpp include it.
//
// A Statement is prepared once on each connection and called by name. A transition is one
// statement in autocommit: one round trip, one commit. If the connection breaks, the statement is
// in doubt, so every write is idempotent by an id that the application made, and `call` calls it
// again once on a fresh connection.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/id.hpp"

// libpqxx's headers are large, and hundreds of files come by this one: those that look into a
// result include them. NOLINTBEGIN(readability-identifier-naming): its own names
namespace pqxx {
class result;
class row;
class transaction_base;  // NOLINTEND(readability-identifier-naming)
}  // namespace pqxx

namespace pay200::db {

/// The database cannot be reached, has no connection free in time, or is shutting down. The
/// request answers 503 if nothing was begun.
struct Unavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// The connection broke twice around a write: it may or may not have been done.
struct InDoubt : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Statement {
  const char* name;  ///< unique in the program, the store function's own name
  const char* sql;   ///< with $1, $2, ...
};

/// Parameters in order, each in PostgreSQL's text form. Text with a NUL is refused (it would be
/// cut there without a word): std::invalid_argument.
class Params {
 public:
  Params& add(std::string_view text);
  Params& add(const char* text) { return add(std::string_view(text)); }
  Params& add(std::int64_t number);
  Params& add(int number) { return add(static_cast<std::int64_t>(number)); }
  Params& add(bool flag);
  Params& add(Time time);
  Params& add(MerchantId id) { return add(id.value); }
  template <class Tag>
  Params& add(const TypedUuid<Tag>& id) {
    return add(std::string_view(id.to_sql()));
  }
  Params& add_bytes(std::string_view bytes);  ///< bytea
  Params& add_bytes(const std::string& bytes) { return add_bytes(std::string_view(bytes)); }
  Params& add_null();
  template <class T>
  Params& add(const std::optional<T>& value) {
    return value ? add(*value) : add_null();
  }
  Params& add_bytes(const std::optional<std::string>& bytes) {
    return bytes ? add_bytes(std::string_view(*bytes)) : add_null();
  }
  Params& add(const std::vector<std::string>& texts);     ///< text[]
  Params& add(const std::vector<std::int64_t>& numbers);  ///< bigint[]

  /// All of them behind these.
  Params& append(const Params& others);

  const std::vector<std::optional<std::string>>& values() const { return values_; }

 private:
  std::vector<std::optional<std::string>> values_;
};

/// What run_transaction's `fn` is given, for those who only pass it on to their store.
using Transaction = pqxx::transaction_base;

class ArrayReads;

struct DatabaseOptions {
  /// libpq's keyword=value form (not a URI); without password where peer or a service file serves
  std::string conninfo;
  std::size_t connections = 4;
  std::chrono::milliseconds acquire_timeout{2000};  ///< then Unavailable
  std::chrono::milliseconds statement_timeout{5000};
  std::chrono::milliseconds lock_timeout{3000};
  std::string application_name = "pay200";
};

/// A bounded pool of connections, opened on first use, shared by all threads of a process. Not to
/// be carried over a fork: make it in the process that uses it.
///
/// Every session has timezone UTC, search_path pay200, and the time-outs of DatabaseOptions; a
/// statement that meets one of them was rolled back, and that is Unavailable.
class Database {
 public:
  explicit Database(const DatabaseOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// One statement in autocommit. Retried once if the connection breaks, so it must be idempotent.
  /// Throws Unavailable (could not even begin), InDoubt (may have been done), or pqxx::sql_error
  /// (the statement is wrong: a programmer's error in SQL). A deadlock or serialization failure is
  /// tried again, at most three times in all.
  pqxx::result call(const Statement& statement, const Params& params = {});

  /// A read; like call, but a second break throws Unavailable, since nothing can be in doubt.
  pqxx::result read(const Statement& statement, const Params& params = {});

  /// As call, of a statement that answers one row. Under load, calls of the same statement that
  /// wait at the same moment are one round trip and one commit; if one of them fails, each goes
  /// alone, so that it fails no other. `key`: whose rows it locks first, in a form that orders them
  /// ("<merchant>/<payment>"); of those with the same key a set holds one.
  pqxx::row call_in_set(const Statement& statement, const Params& params, std::string_view key);
  /// As read, of a statement that answers one row or none.
  std::optional<pqxx::row> read_in_set(const Statement& statement, const Params& params);
  /// Reads of a statement that takes arrays (core/platform/db/array_reads.hpp); always the same.
  ArrayReads& array_reads(const Statement& statement);

  /// Several statements that must stand together. `fn` may run again after a serialization failure
  /// or deadlock (at most 3 times), never after an in-doubt commit (InDoubt); it touches no
  /// network. Throws Unavailable if nothing was committed, InDoubt if nobody knows.
  void run_transaction(const char* name, const std::function<void(pqxx::transaction_base&)>& fn);

  /// For the readiness check: true if `SELECT 1` answers within the acquire time-out.
  bool reachable() noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// One statement inside run_transaction's `fn`.
pqxx::result execute(pqxx::transaction_base& transaction, const Statement& statement,
                     const Params& params = {});

/// Reading results. A NULL where none is expected is a programmer's error.
std::string text(const pqxx::row& row, const char* column);
std::optional<std::string> optional_text(const pqxx::row& row, const char* column);
std::int64_t number(const pqxx::row& row, const char* column);
std::optional<std::int64_t> optional_number(const pqxx::row& row, const char* column);
bool flag(const pqxx::row& row, const char* column);
std::string bytes(const pqxx::row& row, const char* column);
std::optional<std::string> optional_bytes(const pqxx::row& row, const char* column);
Time time(const pqxx::row& row,
          const char* column);  ///< column selected as timestamptz; session time zone is UTC
std::optional<Time> optional_time(const pqxx::row& row, const char* column);

}  // namespace pay200::db
