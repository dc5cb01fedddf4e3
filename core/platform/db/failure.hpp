#pragma once
// What a failed statement means for the one who sent it. For database.cpp only.

#include <exception>

namespace pay200::db {

enum class Failure {
  kBroken,      ///< the connection is gone, or its server is leaving: a write is in doubt
  kConflict,    ///< serialization failure or deadlock: rolled back, worth another try at once
  kOverloaded,  ///< time-out, too many connections, disk full, read-only: rolled back, try later
  kOther,       ///< the statement or the program is wrong
};

Failure classify(const std::exception& error);

}  // namespace pay200::db
