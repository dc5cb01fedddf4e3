#pragma once
// What the shopper's app is shown: the payment without what is between the shop and us, and the
// shopper's cards. Pure.

#include <nlohmann/json_fwd.hpp>

#include "core/payment/payment.hpp"
#include "core/platform/error_code.hpp"
#include "core/shopper/shopper_service.hpp"

namespace pay200::render {

nlohmann::ordered_json shopper_payment_json(const Payment& payment, Language language);

nlohmann::ordered_json card_json(const Card& card);

}  // namespace pay200::render
