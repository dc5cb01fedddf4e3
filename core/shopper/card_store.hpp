#pragma once
// The statements for a shopper's cards. Only core/shopper's services call them.

#include <string_view>
#include <vector>

#include "core/platform/db/database.hpp"
#include "core/shopper/shopper_service.hpp"

namespace pay200::card_store {

/// The default card first, then the newest.
std::vector<Card> list_cards(db::Database& database, ShopperId shopper_id);

/// "added", "duplicate" (the shopper has registered this number already) or "too_many". Idempotent
/// by card.id.
std::string add_card(db::Database& database, ShopperId shopper_id, const Card& card,
                     const SealedCard& sealed, int most_cards);

// False: the shopper has no such card.
bool delete_card(db::Database& database, ShopperId shopper_id, CardId card_id);
bool make_default_card(db::Database& database, ShopperId shopper_id, CardId card_id, Time now);

/// True if it was not blocked before.
bool block_card(db::Database& database, ShopperId shopper_id, CardId card_id,
                const std::string& response_code, Time now);

struct VerifiedCard {
  std::string verdict;  ///< "ok", "wrong", "locked", "no_card", "blocked", "too_often"
  CardToCharge card;    ///< only with "ok"
};
VerifiedCard card_to_charge(db::Database& database, ShopperId shopper_id, CardId card_id,
                            const std::string& pin_hmac, int max_failures,
                            const ConfirmLimit& limit);
/// One of such functions: what its statement answers. For this folder's stores. `set_key`: with
/// others, as db::Database::call_in_set does; empty: alone.
VerifiedCard verify_card(db::Database& database, const db::Statement& statement,
                         const db::Params& params, CardId card_id, std::string_view set_key);

}  // namespace pay200::card_store
