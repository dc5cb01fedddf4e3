#pragma once
// Reads of one statement that wait at the same moment go together, as one call of a statement that
// takes arrays: what it costs to start a plan is paid once for all of them. Nobody waits for them:
// whoever comes while some are on their way leaves its read to whoever carries these, and goes on.
// Who comes alone goes at once. For *_store.cpp only; Database::array_reads has them.

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "core/platform/db/database.hpp"
#include "core/platform/later.hpp"

namespace pay200::db {

class ArrayReads {
 public:
  using Rows = std::vector<pqxx::row>;

  static constexpr std::size_t kMostInSet = 24;

  /// `statement` takes an array for each parameter of a read, and answers rows that say in their
  /// first column of which element they are, from 1. The database outlives this. `patience`: a set
  /// that takes longer waits for the network or for somebody's lock, and whoever comes then carries
  /// those that wait behind it.
  ArrayReads(Database& database, const Statement& statement,
             std::chrono::milliseconds patience = std::chrono::milliseconds(50));
  ~ArrayReads();
  ArrayReads(const ArrayReads&) = delete;
  ArrayReads& operator=(const ArrayReads&) = delete;

  /// The rows of this read, in the statement's order; `params` as of one read, always as many.
  /// The answer throws as Database::read; what PostgreSQL refuses of one fails no other, and where
  /// it does not answer, or has no connection to give, all that went together are told Unavailable.
  /// This may carry others' reads, and tell them, before it returns. From any thread.
  void read(Params params, Later<Rows> later);
  /// By itself, and waited for.
  Rows read(const Params& params);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pay200::db
