#pragma once
// What `tx cancel`, `tx refund` and `refund` share: money goes back to a shopper, the whole or a
// part, through the same service as the shop's own cancel.

#include <cstdint>
#include <optional>
#include <string>

#include "pgctl/command_tree.hpp"

namespace pay200::pgctl {

struct GiveBack {
  std::string payment, reason;
  std::optional<std::int64_t> amount;  ///< none: all that is left
  std::optional<std::int64_t> expected_balance;
  std::optional<std::string> idempotency_key;
  std::optional<std::string> by;  ///< the operator, where root must say it
  bool yes = false, dry_run = false;
};

/// The options that all of them take.
void add_give_back_options(Command& command, GiveBack& options);

/// kDone once the acquirer has acknowledged it (or no money had moved); kOutcomeUnknown while it
/// has not; kDeclined if it refused.
ExitStatus give_back(Session& session, const GiveBack& options);

}  // namespace pay200::pgctl
