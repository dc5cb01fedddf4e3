#pragma once
// A card whose issuer has said "never with this card" is not sent again.

#include <string>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

/// True if it was not blocked before. The worker that was told so calls it at once; the relay again,
/// from the outbox, should the worker have died.
bool block_card(db::Database& database, ShopperId shopper_id, CardId card_id,
                const std::string& response_code, Time now);

}  // namespace pay200
