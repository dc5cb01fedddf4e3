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

}  // namespace

bool record_firmly(const char* what, const std::function<void()>& act) {
  const Steady::time_point last_start = Steady::now() + kRecordingPatience;
  const auto failed = [what](const std::exception& error) {
    log::warning("recording_failed", {{"what", what}, {"cause", error.what()}});
  };
  for (milliseconds pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
    try {
      act();
      return true;
    } catch (const db::Unavailable& error) {
      failed(error);
    } catch (const db::InDoubt& error) {
      failed(error);
    }
    if (Steady::now() + pause >= last_start) return false;
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace pay200
