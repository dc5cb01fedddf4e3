#pragma once
// A directory of the test's own, removed with everything in it: below $TMPDIR, or where that is not
// set, in memory (/dev/shm) if there is room, else below /tmp. A test's databases are thousands of
// small files, whose coming and going takes a disk four times as long as all that the test itself
// does.

#include "dev/temporary_directory.hpp"

namespace pay200::test {

class TemporaryDirectory : public dev::TemporaryDirectory {
 public:
  TemporaryDirectory();
};

}  // namespace pay200::test
