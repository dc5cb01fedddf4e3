#include "core/platform/db/array_reads.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <iterator>
#include <mutex>
#include <pqxx/pqxx>
#include <utility>

#include "core/platform/assert.hpp"

namespace pay200::db {
namespace {

using std::chrono::steady_clock;

/// Past it one thread is not enough for them, and whoever comes carries as well.
constexpr std::size_t kMostWaiting = 32;

struct Read {
  Params params;
  Later<ArrayReads::Rows> later;
};
using Set = std::vector<Read>;

/// PostgreSQL's text form of the elements at `at` of each read.
std::string array_of(const Set& set, std::size_t at) {
  std::string array = "{";
  for (const Read& read : set) {
    if (array.size() > 1) array += ',';
    const auto& value = read.params.values()[at];
    if (!value) {
      array += "NULL";
      continue;
    }
    array += '"';
    for (const char c : *value) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  }
  return array + "}";
}

std::size_t place_of(const pqxx::row& row) {
  const auto place = row[0].as<std::size_t>();
  PAY200_ASSERT(place >= 1);
  return place - 1;
}

}  // namespace

struct ArrayReads::Impl {
  Impl(Database& its_database, const Statement& its_statement,
       std::chrono::milliseconds its_patience)
      : database(its_database), statement(its_statement), patience(its_patience) {}

  bool has_room(steady_clock::time_point now) const;
  Set take();
  std::vector<Rows> rows_of(const Set& set);
  void carry(Set set);

  Database& database;
  const Statement statement;
  const std::chrono::milliseconds patience;

  std::mutex mutex;
  std::deque<Read> waiting;
  std::size_t carrying = 0;        ///< threads that do
  steady_clock::time_point begun;  ///< the last set that was taken
};

bool ArrayReads::Impl::has_room(steady_clock::time_point now) const {
  return carrying == 0 || waiting.size() > kMostWaiting || now >= begun + patience;
}

/// Those that have waited longest.
Set ArrayReads::Impl::take() {
  const auto end =
      waiting.begin() + static_cast<std::ptrdiff_t>(std::min(waiting.size(), kMostInSet));
  Set set(std::move_iterator(waiting.begin()), std::move_iterator(end));
  waiting.erase(waiting.begin(), end);
  begun = steady_clock::now();
  return set;
}

std::vector<ArrayReads::Rows> ArrayReads::Impl::rows_of(const Set& set) {
  Params arrays;
  for (std::size_t at = 0; at < set.front().params.values().size(); ++at) {
    arrays.add(array_of(set, at));
  }
  const pqxx::result rows = database.read(statement, arrays);
  std::vector<Rows> of_each(set.size());
  for (Rows& own : of_each) own.reserve(static_cast<std::size_t>(rows.size()) / set.size() + 1);
  for (const auto& row : rows) of_each.at(place_of(row)).emplace_back(row);
  return of_each;
}

/// Each is let go as soon as it is told: what it holds ends with it.
void ArrayReads::Impl::carry(Set set) {
  std::vector<Rows> rows;
  try {
    rows = rows_of(set);
  } catch (const Unavailable& error) {
    // Alone none would fare better, and each would wait anew.
    for (Read& read : set) {
      std::exchange(read.later, nullptr)([&]() -> Rows { throw Unavailable(error.what()); });
    }
    return;
  } catch (const std::exception&) {
    // Whose fault it is shows where each goes alone.
    for (Read& read : set) {
      std::exchange(read.later,
                    nullptr)([&] { return std::move(rows_of({{read.params, {}}})[0]); });
    }
    return;
  }
  for (std::size_t place = 0; place < set.size(); ++place) {
    std::exchange(set[place].later, nullptr)([&] { return std::move(rows[place]); });
  }
}

ArrayReads::ArrayReads(Database& database, const Statement& statement,
                       std::chrono::milliseconds patience)
    : impl_(std::make_unique<Impl>(database, statement, patience)) {}

ArrayReads::~ArrayReads() = default;

void ArrayReads::read(Params params, Later<Rows> later) {
  std::unique_lock lock(impl_->mutex);
  impl_->waiting.push_back({std::move(params), std::move(later)});
  if (!impl_->has_room(steady_clock::now())) return;
  ++impl_->carrying;
  while (!impl_->waiting.empty()) {
    Set set = impl_->take();
    lock.unlock();
    impl_->carry(std::move(set));
    lock.lock();
  }
  --impl_->carrying;
}

ArrayReads::Rows ArrayReads::read(const Params& params) {
  return std::move(impl_->rows_of({{params, {}}}).front());
}

}  // namespace pay200::db
