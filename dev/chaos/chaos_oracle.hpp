#pragma once
// What the oracle (dev/oracle) says of a chaos run, and what only such a run can be asked: whether
// requests of one idempotency key had one effect and one message at the acquirer, and whether each
// webhook arrived under one id. Reads the database, the journals, the client's log and what the
// shops' server received; nothing of the gateway's code.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "dev/chaos/client_log.hpp"
#include "dev/chaos/webhook_sink.hpp"
#include "dev/oracle/oracle.hpp"
#include "dev/stack.hpp"

namespace pay200::dev {

struct ChaosVerdict {
  Verdict books;
  std::vector<std::string> findings;  ///< all, those of the books too
  std::size_t promises = 0;           ///< 2xx that the client's log holds
  std::size_t keys = 0;               ///< idempotency keys
  std::size_t keys_at_once = 0;       ///< of those, sent eight times or more
  std::size_t webhooks = 0;           ///< events, repeats left out
  std::size_t webhook_repeats = 0;
  double longest_unknown_s = 0;  ///< of payments and of refunds
};

/// The database's time now, in its own words.
std::string moment_of(Stack& stack);

/// `settled_at` is wait_until_settled's: what has changed since may not have been told yet.
ChaosVerdict judge_chaos(Stack& stack, const std::vector<ClientLine>& log,
                         const std::vector<ReceivedWebhook>& webhooks,
                         const std::string& settled_at);

/// Until nothing is on its way any more, webhooks too. Webhooks that wait minutes for their next
/// try are made due. The database's time before which all has ended, in its own words; nullopt if
/// `patience` is over first.
std::optional<std::string> wait_until_settled(Stack& stack, std::chrono::milliseconds patience);

}  // namespace pay200::dev
