#pragma once
// A directory of the test's own below $TMPDIR or /tmp, removed with everything in it.

#include "dev/temporary_directory.hpp"

namespace pay200::test {

class TemporaryDirectory : public dev::TemporaryDirectory {
 public:
  TemporaryDirectory() : dev::TemporaryDirectory("pay200-test") {}
};

}  // namespace pay200::test
