#pragma once
// What the database holds, for tests of requests that must change none of it.

#include <string>

#include "dev/embedded_postgres.hpp"

namespace pay200::test {

/// How many rows each table has, and a sum over all that is in them.
std::string rows(dev::EmbeddedPostgres& postgres);

/// What the relay still has to hand over would change rows too.
bool nothing_pending(dev::EmbeddedPostgres& postgres);

}  // namespace pay200::test
