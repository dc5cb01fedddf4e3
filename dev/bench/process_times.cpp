#include "dev/bench/process_times.hpp"

#include <fstream>
#include <optional>
#include <sstream>
#include <unistd.h>

namespace pay200::dev {
namespace {

struct Times {
  double own = 0, of_children_gone = 0;
};

/// Fields 14 to 17 of proc(5)'s stat, counted behind the name, which may hold anything.
std::optional<Times> times_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(name_end + 1));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0, system = 0, children_user = 0, children_system = 0;
  fields >> user >> system >> children_user >> children_system;
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  return Times{(user + system) / ticks, (children_user + children_system) / ticks};
}

/// The kernel keeps them by the thread that made them.
std::vector<pid_t> children_of(pid_t pid) {
  const std::string number = std::to_string(pid);
  std::ifstream file("/proc/" + number + "/task/" + number + "/children");
  std::vector<pid_t> children;
  for (pid_t child = 0; file >> child;) children.push_back(child);
  return children;
}

}  // namespace

double seconds_of(pid_t pid) {
  const auto times = times_of(pid);
  return times ? times->own : 0;
}

double seconds_of_tree(pid_t root) {
  const auto times = times_of(root);
  if (!times) return 0;
  double sum = times->own + times->of_children_gone;
  for (const pid_t child : children_of(root)) sum += seconds_of_tree(child);
  return sum;
}

double resident_mb(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1'024;
  }
  return 0;
}

ProcessTimes difference(const ProcessTimes& before, const ProcessTimes& after) {
  ProcessTimes spent;
  for (const auto& [name, seconds] : after) {
    const auto earlier = before.find(name);
    spent[name] = seconds - (earlier == before.end() ? 0 : earlier->second);
  }
  return spent;
}

}  // namespace pay200::dev
