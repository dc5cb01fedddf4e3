// What libFuzzer calls. The program holds every target; PAY200_FUZZ_TARGET says which one it
// drives.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tests/fuzz/fuzz_target.hpp"

namespace {

const pay200::fuzz::FuzzTarget& chosen_target() {
  const char* name = std::getenv("PAY200_FUZZ_TARGET");
  const auto* target = pay200::fuzz::find_target(name == nullptr ? "" : name);
  if (target != nullptr) return *target;
  std::fputs("PAY200_FUZZ_TARGET is none of:", stderr);
  for (const auto* known : pay200::fuzz::all_targets()) {
    std::fprintf(stderr, " %s", std::string(known->name()).c_str());
  }
  std::fputs("\n", stderr);
  std::exit(2);
}

}  // namespace

// The name is libFuzzer's.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const pay200::fuzz::FuzzTarget& target = chosen_target();
  target(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
