#include "core/platform/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace pay200 {

void assertion_failed(const char* expression, const char* file, int line) {
  // stderr is unbuffered, and nothing here allocates: the heap may be what is broken.
  std::fprintf(stderr, "assertion failed: %s (%s:%d)\n", expression, file, line);
  std::abort();
}

}  // namespace pay200
