#include "core/platform/fail_point.hpp"

#ifdef PAY200_FAIL_POINTS

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>

namespace pay200 {
namespace {

/// How often this process has come to an armed place.
int count_visit(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, int> visits;
  const std::lock_guard lock(mutex);
  return ++visits[name];
}

void act(const std::string& name, const std::string& path, const std::string& action) {
  constexpr std::string_view kDelay = "delay:";
  if (action == "kill") {
    ::kill(::getpid(), SIGKILL);
  } else if (action == "error") {
    throw std::runtime_error("fail point " + name);
  } else if (action == "hold") {
    while (::access((path + ".go").c_str(), F_OK) != 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  } else if (action.starts_with(kDelay)) {
    const int ms = std::stoi(action.substr(kDelay.size()));
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
  }
}

}  // namespace

void fail_point(const char* name) {
  static const char* const directory = std::getenv("PAY200_FAIL_POINT_DIRECTORY");
  if (directory == nullptr) return;
  const std::string path = std::string(directory) + "/" + name;
  std::string armed;
  if (!(std::ifstream(path) >> armed)) return;
  const auto at = armed.find('@');
  const int wanted = at == std::string::npos ? 0 : std::stoi(armed.substr(at + 1));
  if (wanted > 0 && count_visit(name) != wanted) return;
  // Of several that come at once, one.
  if (::unlink(path.c_str()) == 0) act(name, path, armed.substr(0, at));
}

std::chrono::seconds test_clock_offset() {
  const char* path = std::getenv("PAY200_TEST_CLOCK");
  std::int64_t seconds = 0;
  if (path != nullptr && !(std::ifstream(path) >> seconds)) {
    throw std::runtime_error("PAY200_TEST_CLOCK: no seconds in " + std::string(path));
  }
  return std::chrono::seconds(seconds);
}

}  // namespace pay200

#endif
