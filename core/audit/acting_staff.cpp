#include "core/audit/acting_staff.hpp"

#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

thread_local std::optional<StaffId> acting;

}  // namespace

ActingStaff::ActingStaff(StaffId id) {
  PAY200_ASSERT(!acting);  // a thread works for one at a time
  acting = id;
}

ActingStaff::~ActingStaff() { acting.reset(); }

const std::optional<StaffId>& ActingStaff::current() { return acting; }

}  // namespace pay200
