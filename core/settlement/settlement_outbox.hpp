#pragma once
// Tells shops of settlements that were made (SETTLEMENT_CREATED). By the relay. A settlement that
// is told of twice is one webhook, with its first body.

#include <cstddef>
#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "core/settlement/settlement_service.hpp"
#include "core/webhook/webhook_publisher.hpp"

namespace pay200 {

class SettlementOutbox {
 public:
  /// Shows a settlement as the API does, which core does not know.
  using Render = std::function<nlohmann::ordered_json(const Settlement&)>;

  SettlementOutbox(db::Database& database, const Clock& clock, WebhookPublisher& webhooks,
                   Render render)
      : database_(database),
        settlements_(database, clock),
        webhooks_(webhooks),
        render_(std::move(render)) {}

  /// A round. How many were told of; call again at once while it is not 0.
  std::size_t hand_over();

 private:
  db::Database& database_;
  SettlementService settlements_;
  WebhookPublisher& webhooks_;
  Render render_;
};

}  // namespace pay200
