#pragma once
// Where each terminal's STANs have got to.

#include <chrono>
#include <optional>
#include <string>

#include "core/platform/db/database.hpp"

namespace pay200::terminal_store {

/// The first of `count` STANs that are nobody else's; nullopt if the terminal has no more for that
/// business day. Called again after a broken connection it takes others, and some are lost.
std::optional<int> reserve_stans(db::Database& database, const std::string& acquirer,
                                 const std::string& terminal_id, int count,
                                 std::chrono::year_month_day day);

}  // namespace pay200::terminal_store
