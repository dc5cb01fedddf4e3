#pragma once
// Many rows into a table at once (COPY), inside a transaction. libpqxx 6.4 (Debian 12) and 7.10
// (13) agree on little of it: the constructor of the one is what the other declares still, but
// cannot compile; and the one escapes letter by letter, which is a third of all that a program
// does that copies a million rows.

#include <cstdint>
#include <pqxx/pqxx>
#include <pqxx/stream_to>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace pay200::db {

class Copy {
 public:
  /// `table` and `columns` are ours, and plain names.
  Copy(pqxx::transaction_base& transaction, const std::string& table,
       const std::vector<std::string>& columns);

  /// Texts and whole numbers, in the order of the columns.
  template <class... Values>
  void row(const Values&... values) {
    // Of a letter or a flag the two versions would make different texts.
    static_assert(((std::is_same_v<Values, std::int64_t> ||
                    std::is_convertible_v<const Values&, std::string_view>) &&
                   ...));
#if PQXX_VERSION_MAJOR >= 7
    stream_.write_values(values...);
#else
    std::size_t column = 0;
    ((column++ == 0 ? void() : rows_.push_back('\t'), add(values)), ...);
    end_row();
#endif
  }
  /// Nothing else may be asked of the transaction before.
  void complete();

 private:
#if PQXX_VERSION_MAJOR < 7
  void add(std::string_view text);
  void add(std::int64_t number);
  void end_row();

  std::string rows_;  ///< what is not with the server yet
#endif
  pqxx::stream_to stream_;
};

}  // namespace pay200::db
