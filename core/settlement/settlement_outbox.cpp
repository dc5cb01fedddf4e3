#include "core/settlement/settlement_outbox.hpp"

#include <nlohmann/json.hpp>

#include "core/settlement/settlement_outbox_store.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMostInRound = 100;

}  // namespace

std::size_t SettlementOutbox::hand_over() {
  std::size_t told = 0;
  for (const auto& key : settlement_outbox_store::pending_settlements(database_, kMostInRound)) {
    const auto settlement = settlements_.get_settlement(key);
    if (settlement) {
      webhooks_.publish_settlement(key.merchant_id, key.settlement_id, settlement->created_at,
                                   [&] { return render_(*settlement); });
    }
    settlement_outbox_store::finish_settlement_outbox(database_, key);
    ++told;
  }
  return told;
}

}  // namespace pay200
