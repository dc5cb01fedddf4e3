#pragma once
// Settlements: as Toss Payments shows them to a shop's server, payment by payment (core API
// 2022-11-16), and as one thing with what it is made of, for the back office and webhooks.

#include <nlohmann/json_fwd.hpp>

#include "core/settlement/settlement_service.hpp"

namespace pay200::render {

nlohmann::ordered_json settled_sale_json(const SettlementService::Sale& sale);

nlohmann::ordered_json settlement_json(const Settlement& settlement);
nlohmann::ordered_json settlement_line_json(const SettlementLine& line);

}  // namespace pay200::render
