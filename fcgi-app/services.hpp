#pragma once
// What handlers work with: one set per worker process, shared by its threads.

#include <string>

#include "core/acquirer/link_client.hpp"
#include "core/api_key/api_key_service.hpp"
#include "core/merchant/merchant_origin.hpp"
#include "core/payment/payment_service.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/shopper/passkey_service.hpp"
#include "core/shopper/shopper_service.hpp"
#include "core/staff/member_service.hpp"
#include "core/staff/staff_service.hpp"
#include "core/webhook/webhook_service.hpp"

namespace pay200 {

struct Services {
  db::Database& database;
  const Clock& clock;
  LinkClient& link;
  ApiKeyService& api_keys;
  MerchantOrigins& origins;
  PaymentService& payments;
  ShopperService& shoppers;
  PasskeyService& passkeys;
  WebhookService& webhooks;
  StaffService& staff;
  MemberService& members;
  std::string public_base_url;  ///< "https://pay.example", without a slash at its end
  std::string token_key;        ///< of QR tokens
  std::string idempotency_key;
  std::string metrics_directory = {};
};

}  // namespace pay200
