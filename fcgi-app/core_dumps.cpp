#include "fcgi-app/core_dumps.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace pay200 {

void forbid_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace pay200
