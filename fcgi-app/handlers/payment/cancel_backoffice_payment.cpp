#include <nlohmann/json.hpp>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/cancel_request.hpp"
#include "fcgi-app/http/error_response.hpp"
#include "fcgi-app/render/payment_json.hpp"

namespace pay200::handlers {

// It answers with the payment alone, as the transition has told it: a ledger that could not be read
// now would be a 503, which says that nothing happened.
HandlerResult cancel_backoffice_payment(Services& services, const http::Call& call,
                                        const StaffMember& who) {
  const auto key = call.payment_key_of(who.merchant_id);
  if (!key) return key.error();
  auto body = call.json();
  if (!body) return body.error();
  CancelPaymentRequest request = cancel_request_from(*body, *key);
  request.by_operator = who.session.login_id;
  if (body->error()) return *body->error();

  auto claim = call.idempotency_claim(services.idempotency_key, who);
  if (!claim) return claim.error();
  request.idempotency = std::move(*claim);
  const PaymentAnswer answer = services.payments.cancel_payment(request);
  http::Response response =
      answer.result
          ? http::json_response(answer.pending ? 202 : 200,
                                render::payment_json(*answer.result, std::nullopt, std::nullopt,
                                                     services.public_base_url, call.language))
          : http::error_response(answer.result.error(), call.language, call.request_id);
  if (answer.replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

}  // namespace pay200::handlers
