#pragma once
// Which attempts and refunds this process has handed to an acquirer, so that none is handed over
// twice. Bounded by age. Thread-safe.

#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

#include "core/platform/id.hpp"

namespace pay200::link {

/// An attempt or a refund: their ids are never the same.
struct HandedRef {
  MerchantId merchant_id;
  Uuid id;
  auto operator<=>(const HandedRef&) const = default;
};

class HandedOver {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// `refuse_for`: longer than any deadline is away, after which it is refused anyway.
  explicit HandedOver(std::chrono::milliseconds refuse_for) : refuse_for_(refuse_for) {}

  /// False if it has been claimed before: do not send it.
  bool claim(const HandedRef& ref, SteadyTime now);
  bool contains(const HandedRef& ref) const;
  /// It never left, and may be claimed again: a refund, under another slot.
  void release(const HandedRef& ref);

 private:
  void forget_old(SteadyTime now);

  const std::chrono::milliseconds refuse_for_;
  mutable std::mutex mutex_;
  std::map<HandedRef, SteadyTime> claims_;
  std::deque<std::pair<SteadyTime, HandedRef>> ages_;  ///< also of released ones
};

}  // namespace pay200::link
