#pragma once
// The body of a merchant's cancel, whoever sends it.

#include "core/payment/payment_service.hpp"
#include "fcgi-app/http/json_body.hpp"

namespace pay200::handlers {

/// What is wrong is kept in the body.
CancelPaymentRequest cancel_request_from(http::JsonBody& body, const PaymentKey& key);

}  // namespace pay200::handlers
