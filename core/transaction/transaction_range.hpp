#pragma once
// A span of time as a span of transactions' ids (UUIDv7, whose time part is the order), so that a
// statement reads no more of its index than that.

#include <optional>

#include "core/platform/clock.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

struct TransactionRange {
  TransactionId least;           ///< included
  TransactionId before;          ///< not included
  std::optional<Time> from, to;  ///< `to` is not included
};

/// What happened in between; wider in its ids, since an id is made moments before its row.
TransactionRange transaction_range(const std::optional<Time>& from, const std::optional<Time>& to);

/// The smallest id of a time: its first 48 bits are milliseconds (RFC 9562, section 5.7).
TransactionId least_transaction_id_of(Time time);
Time time_of(TransactionId id);

}  // namespace pay200
