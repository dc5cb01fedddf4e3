#pragma once
// A merchant with a webhook endpoint, for the tests of pgctl webhook.

#include <gtest/gtest.h>

#include "core/webhook/webhook_queue.hpp"
#include "core/webhook/webhook_service.hpp"
#include "tests/pgctl/pgctl.hpp"

namespace pay200::test {

class PgctlWebhookTest : public testing::Test {
 protected:
  static constexpr const char* kKey = "fedcba9876543210fedcba9876543210";

  dev::Finished webhook(std::vector<std::string> more, std::optional<std::string> input = {}) {
    more.insert(more.begin(), "webhook");
    return pgctl_.run(more, std::move(input));
  }
  WebhookKey send() { return service_.send_test(merchant_.id, endpoint_.endpoint.id).value().key; }

  TestDatabase database_;
  Pgctl pgctl_{database_};
  Merchant merchant_ = add_merchant(database_, "한빛서점");
  WebhookService service_{database_.api(), system_clock(), kKey, false};
  Answered<WebhookService::WithSecret> endpoint_ =
      service_.create_endpoint({merchant_.id, "https://shop.example/hook", {}, {}}).value();
  const std::string id_ = to_text(merchant_.id);
};

}  // namespace pay200::test
