#pragma once
// The data of a card sale's receipt (신용카드 매출전표), for the page that shows it.

#include <nlohmann/json_fwd.hpp>

#include "core/payment/payment_service.hpp"

namespace pay200::render {

nlohmann::ordered_json receipt_json(const Receipt& receipt);

}  // namespace pay200::render
