#pragma once
// The endpoints, one function and one file each. Who may call them is in fcgi-app/routes.cpp; what
// they take and answer is in fcgi-app/openapi.json. A handler parses and checks shape, calls one
// service function, and renders.

#include "core/api_key/api_key_service.hpp"
#include "core/platform/result.hpp"
#include "core/shopper/shopper_service.hpp"
#include "core/staff/staff_service.hpp"
#include "fcgi-app/http/call.hpp"
#include "fcgi-app/http/response.hpp"
#include "fcgi-app/http/route.hpp"
#include "fcgi-app/services.hpp"

namespace pay200::handlers {

using HandlerResult = Result<http::Response>;

// The shop's server
HandlerResult create_payment(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult shop_confirm_payment(Services&, const http::Call&, const ApiPrincipal&);
void get_payment(Services&, const http::Call&, const ApiPrincipal&, http::Answer);
HandlerResult get_payment_by_order(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult cancel_payment(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult list_transactions(Services&, const http::Call&, const ApiPrincipal&);
HandlerResult list_settlements(Services&, const http::Call&, const ApiPrincipal&);
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
void get_checkout(Services&, const http::Call&, const PaymentKey&, http::Answer);
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

// The back office: the log-in and one's own account
HandlerResult log_in_staff(Services&, const http::Call&);
HandlerResult log_in_staff_totp(Services&, const http::Call&, const StaffSession&);
HandlerResult enroll_staff_totp(Services&, const http::Call&, const StaffSession&);
HandlerResult confirm_staff_totp(Services&, const http::Call&, const StaffSession&);
HandlerResult log_out_staff(Services&, const http::Call&, const StaffSession&);
HandlerResult get_staff_account(Services&, const http::Call&, const StaffSession&);
HandlerResult change_staff_password(Services&, const http::Call&, const StaffSession&);
HandlerResult renew_recovery_codes(Services&, const http::Call&, const StaffSession&);

// The back office, at a merchant
HandlerResult get_overview(Services&, const http::Call&, const StaffMember&);
HandlerResult list_backoffice_transactions(Services&, const http::Call&, const StaffMember&);
HandlerResult get_backoffice_totals(Services&, const http::Call&, const StaffMember&);
HandlerResult get_backoffice_changes(Services&, const http::Call&, const StaffMember&);
HandlerResult export_backoffice_transactions(Services&, const http::Call&, const StaffMember&);
HandlerResult list_backoffice_settlements(Services&, const http::Call&, const StaffMember&);
HandlerResult get_backoffice_settlement(Services&, const http::Call&, const StaffMember&);
HandlerResult export_backoffice_settlement(Services&, const http::Call&, const StaffMember&);
HandlerResult get_backoffice_payment(Services&, const http::Call&, const StaffMember&);
HandlerResult cancel_backoffice_payment(Services&, const http::Call&, const StaffMember&);
HandlerResult list_api_keys(Services&, const http::Call&, const StaffMember&);
HandlerResult issue_api_key(Services&, const http::Call&, const StaffMember&);
HandlerResult rotate_api_key(Services&, const http::Call&, const StaffMember&);
HandlerResult revoke_api_key(Services&, const http::Call&, const StaffMember&);
HandlerResult list_origins(Services&, const http::Call&, const StaffMember&);
HandlerResult allow_origin(Services&, const http::Call&, const StaffMember&);
HandlerResult remove_origin(Services&, const http::Call&, const StaffMember&);
HandlerResult list_members(Services&, const http::Call&, const StaffMember&);
HandlerResult add_member(Services&, const http::Call&, const StaffMember&);
HandlerResult change_member(Services&, const http::Call&, const StaffMember&);
HandlerResult remove_member(Services&, const http::Call&, const StaffMember&);

// Machines
HandlerResult get_health(Services&, const http::Call&);
HandlerResult get_readiness(Services&, const http::Call&);
HandlerResult get_metrics(Services&, const http::Call&);

}  // namespace pay200::handlers
