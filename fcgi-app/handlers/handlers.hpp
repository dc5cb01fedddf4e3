#pragma once
// The endpoints, one function and one file each. Who may call them is in fcgi-app/routes.cpp; what
// they take and answer is in fcgi-app/openapi.json. A handler parses and checks shape, calls one
// service function, and renders.

#include "core/api_key/api_key_service.hpp"
#include "core/platform/result.hpp"
#include "core/shopper/shopper_service.hpp"
#include "fcgi-app/http/call.hpp"
#include "fcgi-app/http/response.hpp"
#include "fcgi-app/services.hpp"

namespace pay200::handlers {

using HandlerResult = Result<http::Response>;

// The shop's server
HandlerResult create_payment(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult shop_confirm_payment(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult get_payment(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult get_payment_by_order(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult cancel_payment(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult list_transactions(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult create_webhook_endpoint(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult list_webhook_endpoints(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult get_webhook_endpoint(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult update_webhook_endpoint(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult delete_webhook_endpoint(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult rotate_webhook_secret(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult send_test_webhook(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult list_webhooks(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult get_webhook(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult resend_webhook(Services&, const http::Call&, const ApiPrincipal&);

// The shop's page, with the payment's token, and the window over it
HandlerResult get_checkout(Services&, const http::Call&, const PaymentKey&);
HandlerResult cancel_checkout(Services&, const http::Call&, const PaymentKey&);
HandlerResult get_checkout_window(Services&, const http::Call&);

// The shopper's app
HandlerResult sign_up(Services&, const http::Call&);
HandlerResult log_in(Services&, const http::Call&);
HandlerResult log_out(Services&, const http::Call&, const ShopperSession&);
HandlerResult get_account(Services&, const http::Call&, const ShopperSession&);
HandlerResult change_pin(Services&, const http::Call&, const ShopperSession&);
HandlerResult change_password(Services&, const http::Call&, const ShopperSession&);
HandlerResult list_cards(Services&, const http::Call&, const ShopperSession&);
HandlerResult add_card(Services&, const http::Call&, const ShopperSession&);
HandlerResult delete_card(Services&, const http::Call&, const ShopperSession&);
HandlerResult make_default_card(Services&, const http::Call&, const ShopperSession&);
HandlerResult begin_passkey(Services&, const http::Call&, const ShopperSession&);
HandlerResult add_passkey(Services&, const http::Call&, const ShopperSession&);
HandlerResult list_passkeys(Services&, const http::Call&, const ShopperSession&);
HandlerResult delete_passkey(Services&, const http::Call&, const ShopperSession&);
HandlerResult list_shopper_payments(Services&, const http::Call&, const ShopperSession&);
HandlerResult scan_payment(Services&, const http::Call&, const ShopperSession&);
HandlerResult get_shopper_payment(Services&, const http::Call&, const ShopperSession&);
HandlerResult get_shopper_receipt(Services&, const http::Call&, const ShopperSession&);
HandlerResult begin_passkey_confirm(Services&, const http::Call&, const ShopperSession&);
HandlerResult confirm_payment(Services&, const http::Call&, const ShopperSession&);
HandlerResult cancel_shopper_payment(Services&, const http::Call&, const ShopperSession&);

// Machines
HandlerResult get_health(Services&, const http::Call&);
HandlerResult get_readiness(Services&, const http::Call&);
HandlerResult get_metrics(Services&, const http::Call&);

}  // namespace pay200::handlers
