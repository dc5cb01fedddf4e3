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

struct VerifiedCard {
  std::string verdict;  ///< "ok", "wrong", "locked", "no_card"
  CardToCharge card;    ///< only with "ok"
};
VerifiedCard card_to_charge(db::Database& database, ShopperId shopper_id, CardId card_id,
                            const std::string& pin_hmac, int max_failures);

}  // namespace pay200::card_store
