#include "fcgi-app/routes.hpp"

#include "fcgi-app/handlers/handlers.hpp"

namespace pay200 {

using http::Effect;
using http::LoginHandler;
using http::OpenHandler;
using http::PageHandler;
using http::StreamEndpoint;

// The handler's type says who may ask (fcgi-app/http/route.hpp): a shop by its secret key
// (ShopHandler) or also its pages by a client key (PageHandler), a page by one payment's token
// (CheckoutHandler), a shopper by the session's cookie (ShopperHandler), anyone (OpenHandler).
// StreamEndpoint: by one payment's token too, and it is not the workers who answer.
//
// Every POST but the log-in and what only asks for a passkey has a lasting effect: when nobody
// knows whether it took place, the answer is 504 OUTCOME_UNKNOWN. nginx says the same of a worker
// that died, by the same rule (nginx/snippets/problem_texts.conf).
const std::vector<http::Route>& routes() {
  using namespace handlers;
  static const std::vector<http::Route> table = {
      // The shop's server, and its pages
      {"POST", "/v1/payments", Effect::kLasting, PageHandler{create_payment}},
      {"POST", "/v1/payments/confirm", Effect::kLasting, shop_confirm_payment},
      {"GET", "/v1/payments/{paymentKey}", Effect::kHarmless, get_payment},
      {"GET", "/v1/payments/orders/{orderId}", Effect::kHarmless, get_payment_by_order},
      {"POST", "/v1/payments/{paymentKey}/cancel", Effect::kLasting, cancel_payment},
      {"GET", "/v1/transactions", Effect::kHarmless, list_transactions},
      {"POST", "/v1/webhook-endpoints", Effect::kLasting, create_webhook_endpoint},
      {"GET", "/v1/webhook-endpoints", Effect::kHarmless, list_webhook_endpoints},
      {"GET", "/v1/webhook-endpoints/{endpointId}", Effect::kHarmless, get_webhook_endpoint},
      {"POST", "/v1/webhook-endpoints/{endpointId}", Effect::kLasting, update_webhook_endpoint},
      {"DELETE", "/v1/webhook-endpoints/{endpointId}", Effect::kHarmless, delete_webhook_endpoint},
      {"POST", "/v1/webhook-endpoints/{endpointId}/rotate-secret", Effect::kLasting,
       rotate_webhook_secret},
      {"POST", "/v1/webhook-endpoints/{endpointId}/test", Effect::kLasting, send_test_webhook},
      {"GET", "/v1/webhooks", Effect::kHarmless, list_webhooks},
      {"GET", "/v1/webhooks/{webhookId}", Effect::kHarmless, get_webhook},
      {"POST", "/v1/webhooks/{webhookId}/resend", Effect::kLasting, resend_webhook},

      // The window over the shop's page, with the payment's token
      {"GET", "/v1/checkout", Effect::kHarmless, get_checkout},
      {"POST", "/v1/checkout/cancel", Effect::kLasting, cancel_checkout},
      {"GET", "/v1/checkout/window/{mId}", Effect::kHarmless, OpenHandler{get_checkout_window}},
      // As long as the page stays: the role stream
      {"GET", "/v1/events", Effect::kHarmless, StreamEndpoint{}},

      // The shopper's app
      {"POST", "/v1/shopper/signup", Effect::kLasting, LoginHandler{sign_up}},
      {"POST", "/v1/shopper/login", Effect::kHarmless, LoginHandler{log_in}},
      {"POST", "/v1/shopper/logout", Effect::kLasting, log_out},
      {"GET", "/v1/shopper/me", Effect::kHarmless, get_account},
      {"POST", "/v1/shopper/pin", Effect::kLasting, change_pin},
      {"POST", "/v1/shopper/password", Effect::kLasting, change_password},
      {"GET", "/v1/shopper/cards", Effect::kHarmless, list_cards},
      {"POST", "/v1/shopper/cards", Effect::kLasting, add_card},
      {"DELETE", "/v1/shopper/cards/{cardId}", Effect::kHarmless, delete_card},
      {"POST", "/v1/shopper/cards/{cardId}/default", Effect::kLasting, make_default_card},
      {"POST", "/v1/shopper/passkeys/options", Effect::kHarmless, begin_passkey},
      {"GET", "/v1/shopper/passkeys", Effect::kHarmless, list_passkeys},
      {"POST", "/v1/shopper/passkeys", Effect::kLasting, add_passkey},
      {"DELETE", "/v1/shopper/passkeys/{passkeyId}", Effect::kHarmless, delete_passkey},
      {"GET", "/v1/shopper/payments", Effect::kHarmless, list_shopper_payments},
      {"POST", "/v1/shopper/payments/scan", Effect::kLasting, scan_payment},
      {"GET", "/v1/shopper/payments/{paymentKey}", Effect::kHarmless, get_shopper_payment},
      {"GET", "/v1/shopper/payments/{paymentKey}/receipt", Effect::kHarmless, get_shopper_receipt},
      {"POST", "/v1/shopper/payments/{paymentKey}/passkey-options", Effect::kHarmless,
       begin_passkey_confirm},
      {"POST", "/v1/shopper/payments/{paymentKey}/confirm", Effect::kLasting, confirm_payment},
      {"POST", "/v1/shopper/payments/{paymentKey}/cancel", Effect::kLasting,
       cancel_shopper_payment},

      // Machines; nginx lets only its own host in
      {"GET", "/healthz", Effect::kHarmless, get_health},
      {"GET", "/readyz", Effect::kHarmless, get_readiness},
      {"GET", "/metrics", Effect::kHarmless, get_metrics},
  };
  return table;
}

}  // namespace pay200
