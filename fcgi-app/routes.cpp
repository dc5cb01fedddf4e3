#include "fcgi-app/routes.hpp"

#include "fcgi-app/handlers/handlers.hpp"

namespace pay200 {

using http::Effect;
using http::LaterCheckoutHandler;
using http::LaterShopHandler;
using http::LoginHandler;
using http::MemberHandler;
using http::MemberShopHandler;
using http::OpenHandler;
using http::PageHandler;
using http::StaffHandler;
using http::StreamEndpoint;

// The handler's type says who may ask (fcgi-app/http/route.hpp): a shop by its secret key
// (ShopHandler) or also its pages by a client key (PageHandler), a page by one payment's token
// (CheckoutHandler), a shopper by the session's cookie (ShopperHandler), a merchant's staff
// likewise (StaffHandler; MemberHandler and MemberShopHandler say from which role on), anyone
// (OpenHandler). LaterShopHandler and LaterCheckoutHandler ask the same of the caller, but hold no
// thread while they wait for their answer. StreamEndpoint: by one payment's token too, and it is
// not the workers who answer.
//
// Every POST but the log-ins and what only asks for a passkey has a lasting effect: when nobody
// knows whether it took place, the answer is 504 OUTCOME_UNKNOWN. nginx says the same of a worker
// that died, by the same rule (nginx/snippets/problem_texts.conf).
const std::vector<http::Route>& routes() {
  using namespace handlers;
  using enum StaffRole;
  static const std::vector<http::Route> table = {
      // The shop's server, and its pages
      {"POST", "/v1/payments", Effect::kLasting, PageHandler{create_payment}},
      {"POST", "/v1/payments/confirm", Effect::kLasting, shop_confirm_payment},
      {"GET", "/v1/payments/{paymentKey}", Effect::kHarmless, LaterShopHandler{get_payment}},
      {"GET", "/v1/payments/orders/{orderId}", Effect::kHarmless, get_payment_by_order},
      {"POST", "/v1/payments/{paymentKey}/cancel", Effect::kLasting, cancel_payment},
      {"GET", "/v1/transactions", Effect::kHarmless, list_transactions},
      {"GET", "/v1/settlements", Effect::kHarmless, list_settlements},
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
      {"GET", "/v1/checkout", Effect::kHarmless, LaterCheckoutHandler{get_checkout}},
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

      // The back office: the log-in and one's own account
      {"POST", "/backoffice/v1/login", Effect::kHarmless, LoginHandler{log_in_staff}},
      {"POST", "/backoffice/v1/login/totp", Effect::kHarmless,
       StaffHandler{log_in_staff_totp, true}},
      {"POST", "/backoffice/v1/login/totp/enroll", Effect::kLasting,
       StaffHandler{enroll_staff_totp, true}},
      {"POST", "/backoffice/v1/login/totp/confirm", Effect::kLasting,
       StaffHandler{confirm_staff_totp, true}},
      {"POST", "/backoffice/v1/logout", Effect::kLasting, StaffHandler{log_out_staff, true}},
      {"GET", "/backoffice/v1/me", Effect::kHarmless, StaffHandler{get_staff_account}},
      {"POST", "/backoffice/v1/password", Effect::kLasting, StaffHandler{change_staff_password}},
      {"POST", "/backoffice/v1/recovery-codes", Effect::kLasting,
       StaffHandler{renew_recovery_codes}},
      // ... and at each merchant that one works for
      {"GET", "/backoffice/v1/merchants/{mId}/overview", Effect::kHarmless,
       MemberHandler{get_overview, kViewer}},
      {"GET", "/backoffice/v1/merchants/{mId}/transactions", Effect::kHarmless,
       MemberHandler{list_backoffice_transactions, kViewer}},
      {"GET", "/backoffice/v1/merchants/{mId}/transactions/totals", Effect::kHarmless,
       MemberHandler{get_backoffice_totals, kViewer}},
      {"GET", "/backoffice/v1/merchants/{mId}/transactions/changes", Effect::kHarmless,
       MemberHandler{get_backoffice_changes, kViewer}},
      {"GET", "/backoffice/v1/merchants/{mId}/transactions/export", Effect::kHarmless,
       MemberHandler{export_backoffice_transactions, kViewer}},
      {"GET", "/backoffice/v1/merchants/{mId}/payments/{paymentKey}", Effect::kHarmless,
       MemberHandler{get_backoffice_payment, kViewer}},
      {"POST", "/backoffice/v1/merchants/{mId}/payments/{paymentKey}/cancel", Effect::kLasting,
       MemberHandler{cancel_backoffice_payment, kManager}},
      {"GET", "/backoffice/v1/merchants/{mId}/settlements", Effect::kHarmless,
       MemberHandler{list_backoffice_settlements, kViewer}},
      {"GET", "/backoffice/v1/merchants/{mId}/settlements/{settlementId}", Effect::kHarmless,
       MemberHandler{get_backoffice_settlement, kViewer}},
      {"GET", "/backoffice/v1/merchants/{mId}/settlements/{settlementId}/statement",
       Effect::kHarmless, MemberHandler{export_backoffice_settlement, kViewer}},
      {"GET", "/backoffice/v1/merchants/{mId}/api-keys", Effect::kHarmless,
       MemberHandler{list_api_keys, kViewer}},
      {"POST", "/backoffice/v1/merchants/{mId}/api-keys", Effect::kLasting,
       MemberHandler{issue_api_key, kManager}},
      {"POST", "/backoffice/v1/merchants/{mId}/api-keys/{keyId}/rotate", Effect::kLasting,
       MemberHandler{rotate_api_key, kManager}},
      {"POST", "/backoffice/v1/merchants/{mId}/api-keys/{keyId}/revoke", Effect::kLasting,
       MemberHandler{revoke_api_key, kManager}},
      {"GET", "/backoffice/v1/merchants/{mId}/origins", Effect::kHarmless,
       MemberHandler{list_origins, kViewer}},
      {"POST", "/backoffice/v1/merchants/{mId}/origins", Effect::kLasting,
       MemberHandler{allow_origin, kManager}},
      {"DELETE", "/backoffice/v1/merchants/{mId}/origins", Effect::kHarmless,
       MemberHandler{remove_origin, kManager}},
      {"GET", "/backoffice/v1/merchants/{mId}/webhook-endpoints", Effect::kHarmless,
       MemberShopHandler{list_webhook_endpoints, kViewer}},
      {"POST", "/backoffice/v1/merchants/{mId}/webhook-endpoints", Effect::kLasting,
       MemberShopHandler{create_webhook_endpoint, kManager}},
      {"GET", "/backoffice/v1/merchants/{mId}/webhook-endpoints/{endpointId}", Effect::kHarmless,
       MemberShopHandler{get_webhook_endpoint, kViewer}},
      {"POST", "/backoffice/v1/merchants/{mId}/webhook-endpoints/{endpointId}", Effect::kLasting,
       MemberShopHandler{update_webhook_endpoint, kManager}},
      {"DELETE", "/backoffice/v1/merchants/{mId}/webhook-endpoints/{endpointId}", Effect::kHarmless,
       MemberShopHandler{delete_webhook_endpoint, kManager}},
      {"POST", "/backoffice/v1/merchants/{mId}/webhook-endpoints/{endpointId}/rotate-secret",
       Effect::kLasting, MemberShopHandler{rotate_webhook_secret, kManager}},
      {"POST", "/backoffice/v1/merchants/{mId}/webhook-endpoints/{endpointId}/test",
       Effect::kLasting, MemberShopHandler{send_test_webhook, kManager}},
      {"GET", "/backoffice/v1/merchants/{mId}/webhooks", Effect::kHarmless,
       MemberShopHandler{list_webhooks, kViewer}},
      {"GET", "/backoffice/v1/merchants/{mId}/webhooks/{webhookId}", Effect::kHarmless,
       MemberShopHandler{get_webhook, kViewer}},
      {"POST", "/backoffice/v1/merchants/{mId}/webhooks/{webhookId}/resend", Effect::kLasting,
       MemberShopHandler{resend_webhook, kManager}},
      {"GET", "/backoffice/v1/merchants/{mId}/members", Effect::kHarmless,
       MemberHandler{list_members, kOwner}},
      {"POST", "/backoffice/v1/merchants/{mId}/members", Effect::kLasting,
       MemberHandler{add_member, kOwner}},
      {"POST", "/backoffice/v1/merchants/{mId}/members/{staffId}", Effect::kLasting,
       MemberHandler{change_member, kOwner}},
      {"DELETE", "/backoffice/v1/merchants/{mId}/members/{staffId}", Effect::kHarmless,
       MemberHandler{remove_member, kOwner}},

      // Machines; nginx lets only its own host in
      {"GET", "/healthz", Effect::kHarmless, get_health},
      {"GET", "/readyz", Effect::kHarmless, get_readiness},
      {"GET", "/metrics", Effect::kHarmless, get_metrics},
  };
  return table;
}

}  // namespace pay200
