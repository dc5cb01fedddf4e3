#pragma once
// The part of good_requests() that is the back office's.

#include "tests/api/good_requests.hpp"

namespace pay200::test {

const GoodRequests& good_staff_requests();

}  // namespace pay200::test
