#include "tests/fuzz/fuzz_target.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pay200::fuzz {
namespace {

std::vector<const FuzzTarget*>& targets() {
  static std::vector<const FuzzTarget*> known;
  return known;
}

}  // namespace

FuzzTarget::FuzzTarget(std::string_view name, Run run) : name_(name), run_(run) {
  auto& known = targets();
  known.insert(std::upper_bound(known.begin(), known.end(), this,
                                [](const auto* a, const auto* b) { return a->name() < b->name(); }),
               this);
}

const std::vector<const FuzzTarget*>& all_targets() { return targets(); }

const FuzzTarget* find_target(std::string_view name) {
  for (const auto* target : targets()) {
    if (target->name() == name) return target;
  }
  return nullptr;
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

std::uint8_t Input::byte() {
  const std::string_view one = take(1);
  return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one.front());
}

std::int64_t Input::number() {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8U | byte();
  return static_cast<std::int64_t>(value);
}

std::string_view Input::take(std::size_t count) {
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(taken.size());
  return taken;
}

InputFile::InputFile(std::string_view bytes) : fd_(::memfd_create("fuzz", MFD_CLOEXEC)) {
  require(fd_ >= 0, "a file in memory can be made");
  require(::fchmod(fd_, 0600) == 0, "its mode can be set");
  require(::write(fd_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
          "it can be written");
}

InputFile::~InputFile() { ::close(fd_); }

std::string InputFile::path() const { return "/proc/self/fd/" + std::to_string(fd_); }

}  // namespace pay200::fuzz
