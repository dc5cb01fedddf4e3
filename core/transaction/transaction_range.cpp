#include "core/transaction/transaction_range.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace pay200 {
namespace {

constexpr std::size_t kTimeBytes = 6;

/// A transaction's id is made moments before its row; this much apart they never are.
constexpr std::chrono::hours kIdSlack{1};

TransactionId greatest_id() {
  TransactionId id;
  id.value.bytes.fill(0xFF);
  return id;
}

}  // namespace

TransactionId least_transaction_id_of(Time time) {
  const auto since_epoch = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
  auto rest = static_cast<std::uint64_t>(std::max<std::int64_t>(since_epoch.count(), 0));
  TransactionId id;
  for (std::size_t i = kTimeBytes; i-- > 0; rest >>= 8U) {
    id.value.bytes[i] = static_cast<std::uint8_t>(rest & 0xFFU);
  }
  return id;
}

Time time_of(TransactionId id) {
  std::int64_t milliseconds = 0;
  for (std::size_t i = 0; i < kTimeBytes; ++i)
    milliseconds = milliseconds * 256 + id.value.bytes[i];
  return Time{std::chrono::milliseconds(milliseconds)};
}

TransactionRange transaction_range(const std::optional<Time>& from, const std::optional<Time>& to) {
  TransactionRange range{{}, greatest_id(), from, to};
  if (from) range.least = least_transaction_id_of(*from - kIdSlack);
  if (to) range.before = least_transaction_id_of(*to + kIdSlack);
  return range;
}

}  // namespace pay200
