#pragma once
// What somebody may do for a merchant. Each role may do what those before it may.

#include <optional>
#include <string_view>

namespace pay200 {

enum class StaffRole {
  kViewer,   ///< reads
  kManager,  ///< also gives money back, and manages keys, origins and webhooks
  kOwner,    ///< also says who works here
};

std::string_view to_text(StaffRole role);  ///< "viewer"
std::optional<StaffRole> staff_role_from_text(std::string_view text);

constexpr bool may(StaffRole role, StaffRole least) { return role >= least; }

}  // namespace pay200
