#include "core/payment/recording.hpp"

#include <algorithm>
#include <exception>
#include <thread>

#include "core/platform/db/database.hpp"
#include "core/platform/log.hpp"

namespace pay200 {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{50};
constexpr milliseconds kLongestPause{500};

bool recorded(const char* what, const std::function<void()>& act) {
  const auto failed = [what](const std::exception& error) {
    log::warning("recording_failed", {{"what", what}, {"cause", error.what()}});
    return false;
  };
  try {
    act();
    return true;
  } catch (const db::Unavailable& error) {
    return failed(error);
  } catch (const db::InDoubt& error) {
    return failed(error);
  }
}

}  // namespace

bool record_firmly(const char* what, const std::function<void()>& act) {
  const auto last_start = Steady::now() + kRecordingPatience;
  milliseconds pause = kFirstPause;
  while (!recorded(what, act)) {
    if (Steady::now() + pause >= last_start) return false;
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
  return true;
}

}  // namespace pay200
