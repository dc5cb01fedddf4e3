#pragma once
// Keeps payments away from an acquirer that does not answer. Closed until too many payments in a
// row, or too large a part of the last ones, had no answer; then open for a while. After that it is
// half open: one payment at a time may try, and its answer closes it again. Pure: time is passed
// in; not thread-safe.

#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace pay200 {

enum class BreakerState { kClosed, kOpen, kHalfOpen };
/// "closed", "open", "half_open".
std::string_view to_text(BreakerState state);

class CircuitBreaker {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  /// So many of the last payments are looked at for their part of failures.
  static constexpr std::size_t kWindow = 20;

  struct Limits {
    int failures = 5;        ///< in a row
    int error_percent = 50;  ///< of the last kWindow
    std::chrono::milliseconds rest{5'000};
  };

  explicit CircuitBreaker(Limits limits) : limits_(limits) {}

  BreakerState state(SteadyTime now) const;
  /// May a payment be sent now? Of a half-open one the next may be only after another rest, so that
  /// a probe that is never heard of again does not keep it half open for ever.
  bool take(SteadyTime now);
  void answered();
  /// True if that has just opened it.
  bool failed(SteadyTime now);
  /// The acquirer has been away and has signed on anew: what was before does not count.
  void reset();

 private:
  bool too_many() const;

  Limits limits_;
  bool open_ = false;
  SteadyTime rests_until_;
  int in_a_row_ = 0;
  std::array<bool, kWindow> failures_{};  ///< a ring
  std::size_t seen_ = 0;
};

}  // namespace pay200
