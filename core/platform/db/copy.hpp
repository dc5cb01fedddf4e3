#pragma once
// Many rows into a table at once (COPY), inside a transaction. libpqxx 6.4 (Debian 12) and 7.10
// (13) agree on little of it: the constructor of the one is what the other declares still, but
// cannot compile.

#include <pqxx/pqxx>
#include <pqxx/stream_to>
#include <string>
#include <tuple>
#include <vector>

namespace pay200::db {

class Copy {
 public:
  Copy(pqxx::transaction_base& transaction, const std::string& table,
       const std::vector<std::string>& columns)
      : stream_(opened(transaction, table, columns)) {}

  /// Texts and numbers, in the order of the columns.
  template <class... Values>
  void row(const Values&... values) {
#if PQXX_VERSION_MAJOR >= 7
    stream_.write_values(values...);
#else
    stream_ << std::tuple<const Values&...>(values...);
#endif
  }
  /// Nothing else may be asked of the transaction before.
  void complete() { stream_.complete(); }

 private:
  static pqxx::stream_to opened(pqxx::transaction_base& transaction, const std::string& table,
                                const std::vector<std::string>& columns) {
#if PQXX_VERSION_MAJOR >= 7
    std::string names;
    for (const auto& column : columns) names += (names.empty() ? "" : ",") + column;
    return pqxx::stream_to::raw_table(transaction, table, names);
#else
    return {transaction, table, columns};
#endif
  }

  pqxx::stream_to stream_;
};

}  // namespace pay200::db
