#include "dev/process_sizes.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include "dev/bench/process_times.hpp"

namespace pay200::dev {
namespace {

constexpr double kMostGrowth = 1.05;
constexpr double kRoomMb = 4;
constexpr int kRoomDescriptors = 16;

int descriptors_of(pid_t pid) {
  std::error_code gone;
  const std::filesystem::directory_iterator all("/proc/" + std::to_string(pid) + "/fd", gone);
  int count = 0;
  for (auto at = begin(all); !gone && at != end(all); at.increment(gone)) ++count;
  return count;
}

std::vector<pid_t> children_of(pid_t pid) {
  const std::string number = std::to_string(pid);
  std::ifstream file("/proc/" + number + "/task/" + number + "/children");
  std::vector<pid_t> children;
  for (pid_t child = 0; file >> child;) children.push_back(child);
  return children;
}

void add(ProcessSize& size, pid_t pid) {
  size.resident_mb += resident_mb(pid);
  size.descriptors += descriptors_of(pid);
}

}  // namespace

ProcessSizes sizes_of(const Stack& stack) {
  ProcessSizes sizes;
  for (const RolePid& role : stack.roles()) add(sizes[role.role], role.pid);
  ProcessSize& nginx = sizes[name_of(Part::kNginx)];
  add(nginx, stack.pid(Part::kNginx));
  for (const pid_t child : children_of(stack.pid(Part::kNginx))) add(nginx, child);
  return sizes;
}

void keep_largest(ProcessSizes& largest, const ProcessSizes& sizes) {
  for (const auto& [name, size] : sizes) {
    ProcessSize& most = largest[name];
    most.resident_mb = std::max(most.resident_mb, size.resident_mb);
    most.descriptors = std::max(most.descriptors, size.descriptors);
  }
}

std::string to_text(const ProcessSizes& sizes) {
  std::string text;
  for (const auto& [name, size] : sizes) {
    char one[80];
    std::snprintf(one, sizeof one, "%s %.1f MB %d", name.c_str(), size.resident_mb,
                  size.descriptors);
    text += (text.empty() ? "" : ", ") + std::string(one);
  }
  return text;
}

std::string growth(const ProcessSizes& before, const ProcessSizes& after) {
  ProcessSizes grown;
  for (const auto& [name, size] : after) {
    const auto found = before.find(name);
    const ProcessSize earlier = found == before.end() ? ProcessSize{} : found->second;
    if (size.resident_mb > earlier.resident_mb * kMostGrowth + kRoomMb ||
        size.descriptors > earlier.descriptors + earlier.descriptors / 20 + kRoomDescriptors) {
      grown[name] = size;
    }
  }
  return to_text(grown);
}

}  // namespace pay200::dev
