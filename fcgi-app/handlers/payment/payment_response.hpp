#pragma once
// How a payment is answered, to the shop and to the shopper.

#include "core/payment/payment_service.hpp"
#include "fcgi-app/http/call.hpp"
#include "fcgi-app/http/response.hpp"
#include "fcgi-app/services.hpp"

namespace pay200::handlers {

/// Whom an answer is for; the shopper sees less.
enum class Audience { kShop, kShopper };

http::Response payment_response(const Services& services, const http::Call& call,
                                const Payment& payment, Audience audience);

/// 202 while pending; a replay, errors included, carries Idempotency-Replayed: true.
http::Response payment_response(const Services& services, const http::Call& call,
                                const PaymentAnswer& answer, Audience audience);

}  // namespace pay200::handlers
