#include "dev/demo_data.hpp"

namespace pay200::dev {

const std::vector<DemoCard>& demo_cards() {
  // 4000 0000 0000 0002 is declined already when it is registered, so the one here is its sibling
  // that is declined when it pays.
  static const std::vector<DemoCard> cards = {
      {"승인", "approved", {"4242424242424242", "3012", "123"}},
      {"거절", "declined", {"4000000000000341", "3012", "123"}},
      {"잔액 부족", "insufficient funds", {"4000000000009995", "3012", "123"}},
  };
  return cards;
}

}  // namespace pay200::dev
