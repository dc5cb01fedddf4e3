#pragma once
// Races on the whole stack run many rounds at once. A lane is what one round uses at a time: the
// clients of a shop and of two shoppers, each for a thread of its own, and payments brought to
// where a race starts.
//
// An outcome is one line of text: what each was told (its HTTP status, or the refusal's code) and
// how the payment stands in the end.

#include <functional>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "dev/oracle/oracle.hpp"
#include "dev/shop_client.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {

struct RaceOrder {
  std::string key, order_id, qr_token;
  std::int64_t amount_minor = 0;  ///< no other payment's
};

struct RaceLane {
  dev::Stack& stack;
  std::vector<dev::ShopClient> servers;      ///< the shop's; as many as ever act at once
  dev::ShopClient page;                      ///< the same shop's, with its client key
  std::vector<WholeStackTest::App> shopper;  ///< eight devices of one shopper
  WholeStackTest::App other_shopper;
  std::mt19937 random{std::random_device{}()};
  int round = 0;                             ///< of this lane, from 1
  std::vector<dev::Told> told = {};          ///< what the oracle is to hold the gateway to
  std::map<std::int64_t, int> refunds = {};  ///< by amount: how many the acquirer must have seen

  // A new payment, and what has happened to it so far. A setup that is refused throws.
  RaceOrder created(std::int64_t amount_minor = unused_amount());
  RaceOrder held();  ///< scanned by `shopper`
  RaceOrder paid(std::int64_t amount_minor = unused_amount());
  /// Created by the page and confirmed by the shopper: it waits for the shop's confirm.
  RaceOrder awaiting_shop(const std::string& last_four = kGoodCard);

  dev::ApiAnswer create_again(std::size_t server, const RaceOrder& order,
                              const std::string& idempotency_key = {});
  dev::ApiAnswer shop_confirm(std::size_t server, const RaceOrder& order,
                              const std::string& idempotency_key = {});
  dev::ApiAnswer cancel(std::size_t server, const RaceOrder& order) {
    return servers[server].cancel_payment(order.key, "경합");
  }

  /// Anywhere from 0 to that.
  std::chrono::milliseconds up_to(int most_ms);
  /// The hold, or the hold and the QR code, run out this much later.
  void let_hold_lapse(const RaceOrder& order, std::chrono::milliseconds after);
  void let_expire(const RaceOrder& order, std::chrono::milliseconds after);
  /// The acquirer's cut-off passes: from now on it was approved yesterday.
  void let_cut_off_pass(const RaceOrder& order);
  /// What its money went back as: "CANCEL", "REFUND", both, or "".
  std::string given_back_as(const RaceOrder& order);

  /// The payment, once none of its cancels is on its way any more.
  nlohmann::json end_of(const RaceOrder& order);
  std::string status(const RaceOrder& order) { return end_of(order).at("status"); }

 private:
  RaceOrder created_by(dev::ShopClient& shop, std::int64_t amount_minor);
  std::string sql_of(const RaceOrder& order, const std::string& statement);
};

using RaceRound = std::function<std::string(RaceLane&)>;
using RaceOutcomes = std::map<std::string, int>;  ///< how often each

/// `rounds` of them in all, one at a time in each lane.
RaceOutcomes run_rounds(std::vector<RaceLane>& lanes, int rounds, const RaceRound& round);
std::string to_text(const RaceOutcomes& outcomes);

std::string said(const dev::ApiAnswer& answer);
/// "confirm 200, cancel 202"
std::string said(const std::vector<std::pair<std::string, dev::ApiAnswer>>& answers);
/// "1x 200, 3x PAYMENT_IN_PROGRESS"
std::string tally(const std::vector<dev::ApiAnswer>& answers);

}  // namespace pay200::test
