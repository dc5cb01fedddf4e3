#pragma once
// Staff, as the back office shows them.

#include <chrono>
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "core/staff/member_service.hpp"
#include "core/staff/staff_service.hpp"

namespace pay200::render {

nlohmann::ordered_json staff_account_json(const StaffSession& session,
                                          std::size_t recovery_codes_left,
                                          std::chrono::seconds idle_time,
                                          const std::vector<Workplace>& workplaces);

nlohmann::ordered_json member_json(const Member& member);
nlohmann::ordered_json members_json(const std::vector<Member>& members);

}  // namespace pay200::render
