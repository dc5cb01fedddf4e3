#include "core/acquirer/circuit_breaker.hpp"

#include <algorithm>

#include "core/platform/assert.hpp"

namespace pay200 {

std::string_view to_text(BreakerState state) {
  switch (state) {
    case BreakerState::kClosed:
      return "closed";
    case BreakerState::kOpen:
      return "open";
    case BreakerState::kHalfOpen:
      return "half_open";
  }
  PAY200_ASSERT(!"a state that is no enumerator");
}

BreakerState CircuitBreaker::state(SteadyTime now) const {
  if (!open_) return BreakerState::kClosed;
  return now < rests_until_ ? BreakerState::kOpen : BreakerState::kHalfOpen;
}

bool CircuitBreaker::take(SteadyTime now) {
  if (!open_) return true;
  if (now < rests_until_) return false;
  rests_until_ = now + limits_.rest;
  return true;
}

void CircuitBreaker::answered() {
  // Whichever payment it was: the acquirer answers.
  if (open_) return reset();
  in_a_row_ = 0;
  failures_.at(seen_++ % kWindow) = false;
}

bool CircuitBreaker::failed(SteadyTime now) {
  ++in_a_row_;
  failures_.at(seen_++ % kWindow) = true;
  const bool opens = !open_ && too_many();
  if (open_ || opens) rests_until_ = now + limits_.rest;
  open_ = open_ || opens;
  return opens;
}

bool CircuitBreaker::too_many() const {
  if (in_a_row_ >= limits_.failures) return true;
  const auto failures = static_cast<int>(std::ranges::count(failures_, true));
  return seen_ >= kWindow && failures * 100 >= limits_.error_percent * static_cast<int>(kWindow);
}

void CircuitBreaker::reset() {
  open_ = false;
  in_a_row_ = 0;
  failures_.fill(false);
  seen_ = 0;
}

}  // namespace pay200
