#pragma once
// Many rows into a table at once (COPY), inside a transaction. libpqxx 6.4 and 7.10 agree on little
// of it; what they agree on, the newer one calls deprecated.

#include <pqxx/pqxx>
#include <pqxx/stream_to>
#include <string>
#include <tuple>
#include <vector>

namespace pay200::db {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

class Copy {
 public:
  Copy(pqxx::transaction_base& transaction, const std::string& table,
       const std::vector<std::string>& columns)
      : stream_(transaction, table, columns) {}

  /// Texts and numbers, in the order of the columns.
  template <class... Values>
  void row(const Values&... values) {
    stream_ << std::tuple<const Values&...>(values...);
  }
  /// Nothing else may be asked of the transaction before.
  void complete() { stream_.complete(); }

 private:
  pqxx::stream_to stream_;
};

#pragma GCC diagnostic pop

}  // namespace pay200::db
