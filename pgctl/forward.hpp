#pragma once
// One webhook sent on to a URL of the operator's choice, on whatever machine.

#include <string>
#include <utility>
#include <vector>

#include "core/webhook/webhook_outcome.hpp"

namespace pay200::pgctl {

struct Forwarded {
  WebhookOutcome outcome = WebhookOutcome::kNotConnected;
  int http_status = 0;  ///< 0: none
  std::string answer;   ///< its beginning
};

/// Waits for the answer, twenty seconds at most. http or https; no redirect, no proxy.
Forwarded forward(const std::string& url,
                  const std::vector<std::pair<std::string, std::string>>& headers,
                  const std::string& body);

}  // namespace pay200::pgctl
