#include "core/payment/back_off.hpp"

#include <algorithm>
#include <cstdint>
#include <random>

namespace pay200 {
namespace {

constexpr int kMostDoublings = 20;

}  // namespace

std::chrono::milliseconds back_off(const Config::Relay& relay, int tries) {
  const std::int64_t doubled = std::int64_t{relay.reversal_backoff_first_ms}
                               << std::min(tries, kMostDoublings);
  const std::int64_t whole = std::min<std::int64_t>(doubled, relay.reversal_backoff_most_ms);
  thread_local std::minstd_rand random{std::random_device{}()};
  return std::chrono::milliseconds(
      std::uniform_int_distribution<std::int64_t>(whole / 2, whole)(random));
}

}  // namespace pay200
