#pragma once
// How a payment is answered, to the shop, to the shopper, and to the shop's page.

#include "core/payment/payment_service.hpp"
#include "fcgi-app/http/call.hpp"
#include "fcgi-app/http/response.hpp"
#include "fcgi-app/http/route.hpp"
#include "fcgi-app/services.hpp"

namespace pay200::handlers {

/// Whom an answer is for; the shopper sees less, and the window over the shop's page less still.
enum class Audience { kShop, kShopper, kPage };

http::Response payment_response(const Services& services, const http::Call& call,
                                const Payment& payment, Audience audience);

/// 202 while pending; a replay, errors included, carries Idempotency-Replayed: true.
http::Response payment_response(const Services& services, const http::Call& call,
                                const PaymentAnswer& answer, Audience audience);

/// With the payment as it is when the database has been asked; kNotFoundPayment.
void answer_with_payment(Services& services, const http::Call& call, const PaymentKey& key,
                         Audience audience, http::Answer answer);

}  // namespace pay200::handlers
