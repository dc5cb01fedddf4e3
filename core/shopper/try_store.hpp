#pragma once
// The statements for counted tries. Only core/shopper's services call them.

#include <optional>
#include <string>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"

namespace pay200::try_store {

/// nullopt: it may go on, and is counted. Else until when the subject is paused.
std::optional<Time> count_try(db::Database& database, const std::string& subject_hmac,
                              const char* kind, int most, int window_s, Time now);
void forgive_try(db::Database& database, const std::string& subject_hmac, const char* kind,
                 Time now);
/// Those that no longer matter; how many.
std::size_t forget_tries(db::Database& database, std::size_t most, Time now);

}  // namespace pay200::try_store
