#pragma once
// What the shopper's app is shown: the payment without what is between the shop and us, and the
// shopper's cards. Pure.

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "core/history/history_service.hpp"
#include "core/payment/payment.hpp"
#include "core/platform/error_code.hpp"
#include "core/shopper/shopper_service.hpp"

namespace pay200::render {

nlohmann::ordered_json shopper_payment_json(const Payment& payment, Language language);

nlohmann::ordered_json card_json(const Card& card);
nlohmann::ordered_json cards_json(const std::vector<Card>& cards);

nlohmann::ordered_json history_json(const HistoryPage& page);

}  // namespace pay200::render
