#pragma once
// An account of the back office, as the verbs of `user` with --staff find, show and ask about it. A
// person works for test and live merchants with one account.

#include <optional>
#include <string>

#include "core/staff/staff_service.hpp"
#include "pgctl/output/record.hpp"
#include "pgctl/session.hpp"

namespace pay200::pgctl {

/// Failure (4, not found) if nobody logs in to the back office with this.
StaffAccount staff_from(StaffService& staff, const std::string& login);
/// With a one-time password that is shown this once, where there is a new one.
Details details_of(const StaffAccount& account,
                   const std::optional<std::string>& one_time_password = {});

/// "the back office account mina@shop.example (김미나)"
std::string description_of(const StaffAccount& account);

}  // namespace pay200::pgctl
