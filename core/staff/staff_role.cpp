#include "core/staff/staff_role.hpp"

#include "core/platform/assert.hpp"

namespace pay200 {

std::string_view to_text(StaffRole role) {
  switch (role) {
    case StaffRole::kViewer:
      return "viewer";
    case StaffRole::kManager:
      return "manager";
    case StaffRole::kOwner:
      return "owner";
  }
  PAY200_ASSERT(!"a role");
}

std::optional<StaffRole> staff_role_from_text(std::string_view text) {
  for (const auto role : {StaffRole::kViewer, StaffRole::kManager, StaffRole::kOwner}) {
    if (to_text(role) == text) return role;
  }
  return std::nullopt;
}

}  // namespace pay200
