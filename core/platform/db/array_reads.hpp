#pragma once
// Reads of one statement that wait at the same moment go together, as one call of a statement that
// takes arrays: what it costs to start a plan is paid once for all of them. Database::read_in_set,
// which needs no such statement, pays it for each. Who comes alone goes at once. For *_store.cpp
// only.

#include <memory>
#include <vector>

#include "core/platform/db/database.hpp"

namespace pay200::db {

class ArrayReads {
 public:
  /// `statement` takes an array for each parameter of a read, and answers rows that say in their
  /// first column of which element they are, from 1. The database outlives this.
  ArrayReads(Database& database, const Statement& statement);
  ~ArrayReads();
  ArrayReads(const ArrayReads&) = delete;
  ArrayReads& operator=(const ArrayReads&) = delete;

  /// The rows of this read, in the statement's order; `params` as of one read, always as many.
  /// Throws as Database::read. What PostgreSQL refuses of one fails no other; where it does not
  /// answer, or has no connection to give, all that went together are told Unavailable. From any
  /// thread.
  std::vector<pqxx::row> read(const Params& params);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pay200::db
