#pragma once
// What a payment's page in the back office shows.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/ledger/ledger_service.hpp"
#include "core/payment/payment.hpp"
#include "core/platform/error_code.hpp"
#include "core/webhook/webhook_service.hpp"

namespace pay200::render {

struct PaymentPage {
  Payment payment;
  std::vector<PostedEntry> ledger;
  std::vector<WebhookDelivery> webhooks;
};

nlohmann::ordered_json backoffice_payment_json(const PaymentPage& page,
                                               const std::string& public_base_url,
                                               Language language);

}  // namespace pay200::render
