#pragma once
// A word to this host's stream role, after a commit, that a payment is not what it was. Only a
// hint: it may be lost, come twice, or be of a payment that nobody follows; the role reads what is
// true, and looks by itself each second. So nothing here waits for anybody for longer than a
// millisecond or two, and nothing can fail.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/platform/id.hpp"

namespace pay200 {

struct ChangeHint {
  PaymentKey key;
  /// By the clock that all processes of a host share.
  std::chrono::steady_clock::time_point committed_at;
};

std::string encode(const ChangeHint& hint);
std::optional<ChangeHint> change_hint_from(std::string_view datagram);

/// Where the stream role listens; while no thread hints. Without it hints go nowhere.
void open_change_hints(const std::string& socket);

/// Thread-safe. By whoever has just committed a change of the payment.
void hint_change(const PaymentKey& key) noexcept;

}  // namespace pay200
