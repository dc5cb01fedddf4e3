#pragma once
// Which member of a merchant's staff a thread works for just now. The API's worker says so at the
// one place where a request of the back office is let in; the statements that change something pass
// it on to the database (p_by_staff), which writes the act down. So no handler can forget it, and
// what a shop's server does by its key stays no act.

#include <optional>

#include "core/platform/id.hpp"

namespace pay200 {

class ActingStaff {
 public:
  explicit ActingStaff(StaffId id);
  ~ActingStaff();
  ActingStaff(const ActingStaff&) = delete;
  ActingStaff& operator=(const ActingStaff&) = delete;

  /// Of the calling thread.
  static const std::optional<StaffId>& current();
};

}  // namespace pay200
