#include <nlohmann/json.hpp>

#include "core/ledger/ledger_service.hpp"
#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/render/backoffice_payment_json.hpp"

namespace pay200::handlers {

// Three reads, of three nouns: what changes in between shows the next time.
HandlerResult get_backoffice_payment(Services& services, const http::Call& call,
                                     const StaffMember& who) {
  const auto key = call.payment_key_of(who.merchant_id);
  if (!key) return key.error();
  const auto payment = services.payments.get_payment(*key);
  if (!payment) return payment.error();
  const render::PaymentPage page{*payment,
                                 LedgerService(services.database).entries_of_payment(*key),
                                 services.webhooks.list_of_payment(*key)};
  return http::json_response(
      200, render::backoffice_payment_json(page, services.public_base_url, call.language));
}

}  // namespace pay200::handlers
