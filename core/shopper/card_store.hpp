#pragma once
// The statements for a shopper's cards. Only core/shopper's services call them.

#include <vector>

#include "core/shopper/shopper_service.hpp"

namespace pay200::card_store {

/// Newest first.
std::vector<Card> list_cards(db::Database& database, ShopperId shopper_id);

/// False: the shopper has registered this number already. Idempotent by card.id.
bool add_card(db::Database& database, ShopperId shopper_id, const Card& card,
              const SealedCard& sealed);

}  // namespace pay200::card_store
