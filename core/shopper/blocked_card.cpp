#include "core/shopper/blocked_card.hpp"

#include "core/shopper/card_store.hpp"

namespace pay200 {

bool block_card(db::Database& database, ShopperId shopper_id, CardId card_id,
                const std::string& response_code, Time now) {
  return card_store::block_card(database, shopper_id, card_id, response_code, now);
}

}  // namespace pay200
