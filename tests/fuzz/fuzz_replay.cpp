// Gives each file of the corpora to its target, once: what a fuzzer has found stays found. Without
// libFuzzer, so that every compiler builds it.
//
//   fuzz_replay <corpus>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/fuzz/fuzz_target.hpp"

namespace {

namespace fs = std::filesystem;
using pay200::fuzz::FuzzTarget;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The number of inputs. Each is given whole, then cut at a place and with a byte changed, which
/// costs nothing and goes where no file does.
int replay(const FuzzTarget& target, const fs::path& folder) {
  int inputs = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::string input = content_of(entry.path());
    target(input);
    ++inputs;
    for (std::size_t at = 0; at < input.size(); at += 1 + input.size() / 16) {
      target(std::string_view(input).substr(0, at));
      const char kept = input[at];
      input[at] = static_cast<char>(kept ^ 0x11);
      target(input);
      input[at] = kept;
      inputs += 2;
    }
  }
  return inputs;
}

int replay_all(const fs::path& corpus) {
  std::set<std::string> unread;
  for (const auto& entry : fs::directory_iterator(corpus)) {
    unread.insert(entry.path().filename().string());
  }
  int failures = 0;
  for (const auto* target : pay200::fuzz::all_targets()) {
    const std::string name(target->name());
    const bool there = unread.erase(name) != 0;
    const int inputs = there ? replay(*target, corpus / name) : 0;
    std::printf("%-18s %6d inputs\n", name.c_str(), inputs);
    std::fflush(stdout);  // a target that aborts leaves its name as the next one
    if (inputs == 0) ++failures;
  }
  for (const auto& name : unread) {
    std::printf("%s: a corpus without a target\n", name.c_str());
    ++failures;
  }
  return failures;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: fuzz_replay <corpus>\n", stderr);
    return 2;
  }
  try {
    return replay_all(argv[1]) == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
