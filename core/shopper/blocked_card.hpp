#pragma once
// A card whose issuer has said "never with this card" is not sent again.

#include <string>
#include <string_view>

#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

struct DeclinedCard {
  ShopperId shopper_id;
  CardId card_id;
  std::string response_code;  ///< ISO 8583 field 39
};

/// True if it was not blocked before. By the relay, from the outbox: the worker may have died
/// before it could.
bool block_card(db::Database& database, const DeclinedCard& card, Time now);

/// The same at once, by the worker that was told so; a card newly blocked counts as a registration
/// that failed. Should it fail, the relay does the first part: nothing is thrown.
void block_declined_card(db::Database& database, const Config::Limits& limits, std::string_view key,
                         const DeclinedCard& card, Time now) noexcept;

}  // namespace pay200
