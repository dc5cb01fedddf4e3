#include "core/platform/db/array_reads.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <pqxx/pqxx>
#include <utility>

#include "core/platform/assert.hpp"
#include "core/platform/db/set_queue.hpp"

namespace pay200::db {
namespace {

constexpr std::size_t kSetsAtOnce = 1;
constexpr std::chrono::milliseconds kPatienceWithSet{50};

/// PostgreSQL's text form of the elements at `at` of each call.
std::string array_of(const std::vector<SetCall*>& set, std::size_t at) {
  std::string array = "{";
  for (const SetCall* call : set) {
    if (array.size() > 1) array += ',';
    const auto& value = call->params.values()[at];
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
  void carry(const std::vector<SetCall*>& set);

  Database& database;
  const Statement statement;
  SetQueue queue{kSetsAtOnce, kPatienceWithSet, SetQueue::Sizes::kAll};
};

void ArrayReads::Impl::carry(const std::vector<SetCall*>& set) {
  Params arrays;
  for (std::size_t at = 0; at < set.front()->params.values().size(); ++at) {
    arrays.add(array_of(set, at));
  }
  const pqxx::result rows = database.read(statement, arrays);
  for (SetCall* call : set)
    call->rows.reserve(static_cast<std::size_t>(rows.size()) / set.size() + 1);
  for (const auto& row : rows) set.at(place_of(row))->rows.emplace_back(row);
  for (SetCall* call : set) call->answered = true;
}

ArrayReads::ArrayReads(Database& database, const Statement& statement)
    : impl_(new Impl{database, statement}) {}

ArrayReads::~ArrayReads() = default;

std::vector<pqxx::row> ArrayReads::read(const Params& params) {
  SetCall call(params, {});
  const auto carry = [this](const std::vector<SetCall*>& set) {
    try {
      impl_->carry(set);
    } catch (const Unavailable& error) {
      tell_unavailable(set, error);  // alone none would fare better, and each would wait anew
    }
  };
  impl_->queue.pass(call, carry);
  if (!call.answered) impl_->carry({&call});
  if (call.error) std::rethrow_exception(call.error);
  return std::move(call.rows);
}

}  // namespace pay200::db
