#pragma once
// How long the tests of failures go on: short within make test, long with PAY200_CHAOS=long.

#include <cstdlib>
#include <string_view>

namespace pay200::test {

inline bool chaos_is_long() {
  const char* asked = std::getenv("PAY200_CHAOS");
  return asked != nullptr && std::string_view(asked) == "long";
}

}  // namespace pay200::test
