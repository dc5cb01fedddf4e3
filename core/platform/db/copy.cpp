#include "core/platform/db/copy.hpp"

#include <array>
#include <charconv>

#if PQXX_VERSION_MAJOR < 7
namespace pay200::db {
namespace {

using WriteRawLine = void (pqxx::stream_to::*)(const std::string&);
void write_raw_line(pqxx::stream_to& stream, const std::string& line);

/// stream_to's own is private. An explicit instantiation may name it all the same.
template <WriteRawLine Member>
struct RawLine {
  friend void write_raw_line(pqxx::stream_to& stream, const std::string& line) {
    (stream.*Member)(line);
  }
};
template struct RawLine<&pqxx::stream_to::write_raw_line>;

constexpr std::size_t kAtOnce = 32'768;

}  // namespace

Copy::Copy(pqxx::transaction_base& transaction, const std::string& table,
           const std::vector<std::string>& columns)
    : stream_(transaction, table, columns) {}

void Copy::add(std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\t':
        rows_ += "\\t";
        break;
      case '\n':
        rows_ += "\\n";
        break;
      case '\r':
        rows_ += "\\r";
        break;
      case '\\':
        rows_ += "\\\\";
        break;
      default:
        rows_ += c;
    }
  }
}

void Copy::add(std::int64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  rows_.append(digits.data(), end);
}

/// Many rows are one of its lines: it puts a line feed behind each and knows no more of it.
void Copy::end_row() {
  if (rows_.size() < kAtOnce) {
    rows_ += '\n';
    return;
  }
  write_raw_line(stream_, rows_);
  rows_.clear();
}

void Copy::complete() {
  if (!rows_.empty()) {
    rows_.pop_back();
    write_raw_line(stream_, rows_);
    rows_.clear();
  }
  stream_.complete();
}

}  // namespace pay200::db

#else

namespace pay200::db {
namespace {

std::string list(const std::vector<std::string>& columns) {
  std::string names;
  for (const auto& column : columns) names += (names.empty() ? "" : ",") + column;
  return names;
}

}  // namespace

Copy::Copy(pqxx::transaction_base& transaction, const std::string& table,
           const std::vector<std::string>& columns)
    : stream_(pqxx::stream_to::raw_table(transaction, table, list(columns))) {}

void Copy::complete() { stream_.complete(); }

}  // namespace pay200::db
#endif
