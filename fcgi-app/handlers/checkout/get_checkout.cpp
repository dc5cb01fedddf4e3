#include <utility>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/payment/payment_response.hpp"

namespace pay200::handlers {

void get_checkout(Services& services, const http::Call& call, const PaymentKey& key,
                  http::Answer answer) {
  answer_with_payment(services, call, key, Audience::kPage, std::move(answer));
}

}  // namespace pay200::handlers
