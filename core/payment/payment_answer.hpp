#pragma once
// How a transition's outcome becomes the answer of payment_service, first time and on replay.

#include <string>

#include "core/payment/payment_service.hpp"
#include "core/payment/payment_store.hpp"

namespace pay200 {

/// Whether the act was done (else the outcome is the wire name of the code that refuses it).
bool is_done(const payment_store::Transition& transition);

/// For a transition that is not done.
PaymentAnswer refusal(const payment_store::Transition& transition);

/// A confirm whose outcome is not final yet, by what has become of the payment since.
PaymentAnswer unsettled_confirm(const Payment& payment, bool replayed);

/// A cancel, by the row that it made (or that another had made before it).
PaymentAnswer cancel_answer(const Payment& payment, const std::string& cancel_id, bool replayed);

}  // namespace pay200
