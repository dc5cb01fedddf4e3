#include <utility>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"

namespace pay200::handlers {

void get_payment(Services& services, const http::Call& call, const ApiPrincipal& principal,
                 http::Answer answer) {
  const auto key = call.payment_key_of(principal.merchant_id);
  if (!key) return answer([&] { return HandlerResult(key.error()); });
  answer_with_payment(services, call, *key, Audience::kShop, std::move(answer));
}

}  // namespace pay200::handlers
