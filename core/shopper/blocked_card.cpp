#include "core/shopper/blocked_card.hpp"

#include <exception>

#include "core/platform/log.hpp"
#include "core/shopper/card_store.hpp"
#include "core/shopper/try_limits.hpp"

namespace pay200 {

bool block_card(db::Database& database, const DeclinedCard& card, Time now) {
  return card_store::block_card(database, card.shopper_id, card.card_id, card.response_code, now);
}

void block_declined_card(db::Database& database, const Config::Limits& limits, std::string_view key,
                         const DeclinedCard& card, Time now) noexcept {
  try {
    if (!block_card(database, card, now)) return;
    // Whether that pauses the shopper's registrations, the next of them will say.
    static_cast<void>(
        CountedTry::count(database, key, {failed_card_limit(limits, card.shopper_id)}, now));
  } catch (const std::exception& error) {
    log::warning("card_not_blocked_yet",
                 {{"card_id", to_text(card.card_id)}, {"cause", error.what()}});
  }
}

}  // namespace pay200
