#include "tests/chaos/race_lane.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "core/platform/id.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using dev::Told;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLook{20};
constexpr std::chrono::seconds kPatience{60};

bool has_cancel_under_way(const nlohmann::json& payment) {
  const auto cancels = payment.find("cancels");
  if (cancels == payment.end() || !cancels->is_array()) return false;
  return std::ranges::any_of(
      *cancels, [](const auto& cancel) { return cancel.at("cancelStatus") == "IN_PROGRESS"; });
}

dev::NewOrder order_of(const std::string& order_id, std::int64_t amount_minor) {
  dev::NewOrder order;
  order.order_id = order_id;
  order.order_name = "경합 주문";
  order.amount_minor = amount_minor;
  return order;
}

}  // namespace

RaceOrder RaceLane::created_by(dev::ShopClient& shop, std::int64_t amount_minor) {
  const std::string order_id = dev::unused_order_id();
  const ApiAnswer made = shop.create_payment(order_of(order_id, amount_minor));
  dev::expect_ok(made, "create");
  told.push_back({made.text("paymentKey"), Told::What::kCreated});
  return {made.text("paymentKey"), order_id, made.body.at("qr").at("token"), amount_minor};
}

RaceOrder RaceLane::created(std::int64_t amount_minor) {
  return created_by(servers[0], amount_minor);
}

RaceOrder RaceLane::held() {
  RaceOrder order = created();
  dev::expect_ok(shopper[0].client.scan(order.qr_token), "scan");
  return order;
}

RaceOrder RaceLane::paid(std::int64_t amount_minor) {
  RaceOrder order = created(amount_minor);
  dev::expect_ok(shopper[0].client.scan(order.qr_token), "scan");
  dev::expect_ok(shopper[0].confirm(order.key), "confirm");
  told.push_back({order.key, Told::What::kApproved});
  return order;
}

RaceOrder RaceLane::awaiting_shop(const std::string& last_four) {
  RaceOrder order = created_by(page, unused_amount());
  dev::expect_ok(shopper[0].client.scan(order.qr_token), "scan");
  dev::expect_ok(shopper[0].confirm(order.key, last_four), "confirm");
  return order;
}

ApiAnswer RaceLane::create_again(std::size_t server, const RaceOrder& order,
                                 const std::string& idempotency_key) {
  return servers[server].create_payment(order_of(order.order_id, order.amount_minor),
                                        idempotency_key);
}

ApiAnswer RaceLane::shop_confirm(std::size_t server, const RaceOrder& order,
                                 const std::string& idempotency_key) {
  return servers[server].api().post(
      "/v1/payments/confirm",
      {{"paymentKey", order.key}, {"orderId", order.order_id}, {"amount", order.amount_minor}},
      idempotency_key);
}

milliseconds RaceLane::up_to(int most_ms) {
  return milliseconds(std::uniform_int_distribution<int>(0, most_ms)(random));
}

std::string RaceLane::sql_of(const RaceOrder& order, const std::string& statement) {
  const auto parsed = payment_key_from_text(order.key);
  return stack.postgres().execute(
      statement + " WHERE merchant_id = " + std::to_string(parsed->merchant_id.value) +
          " AND payment_id = '" + parsed->payment_id.to_sql() + "'",
      "pay200");
}

void RaceLane::let_hold_lapse(const RaceOrder& order, milliseconds after) {
  sql_of(order, "UPDATE pay200.payment SET hold_expires_at = clock_timestamp() + interval '" +
                    std::to_string(after.count()) + " ms'");
}

void RaceLane::let_expire(const RaceOrder& order, milliseconds after) {
  sql_of(order,
         "UPDATE pay200.payment SET expires_at = t.at, hold_expires_at = CASE WHEN "
         "hold_expires_at IS NOT NULL THEN t.at END FROM (SELECT clock_timestamp() + interval '" +
             std::to_string(after.count()) + " ms' AS at) t");
}

void RaceLane::let_cut_off_pass(const RaceOrder& order) {
  sql_of(order, "UPDATE pay200.transaction SET business_day = business_day - 1");
}

std::string RaceLane::given_back_as(const RaceOrder& order) {
  std::string types = sql_of(
      order,
      "SELECT coalesce(string_agg(type, ' ') FILTER (WHERE type <> 'PAYMENT' AND moved), '') "
      "FROM pay200.transaction");
  while (types.ends_with('\n')) types.pop_back();
  return types;
}

nlohmann::json RaceLane::end_of(const RaceOrder& order) {
  const auto deadline = steady_clock::now() + kPatience;
  auto payment = dev::expect_ok(servers[0].get_payment(order.key), "get payment").body;
  while (has_cancel_under_way(payment) && steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kLook);
    payment = dev::expect_ok(servers[0].get_payment(order.key), "get payment").body;
  }
  return payment;
}

RaceOutcomes run_rounds(std::vector<RaceLane>& lanes, int rounds, const RaceRound& round) {
  RaceOutcomes outcomes;
  std::mutex mutex;
  std::atomic<int> begun = 0;
  together(lanes.size(), [&](std::size_t at) {
    while (begun++ < rounds) {
      ++lanes[at].round;
      const std::string outcome = round(lanes[at]);
      const std::scoped_lock lock(mutex);
      ++outcomes[outcome];
    }
  });
  return outcomes;
}

std::string to_text(const RaceOutcomes& outcomes) {
  std::string text;
  for (const auto& [outcome, count] : outcomes) {
    text += "  " + std::to_string(count) + "  " + outcome + "\n";
  }
  return text;
}

std::string said(const ApiAnswer& answer) {
  return answer.ok() ? std::to_string(answer.status) : answer.code();
}

std::string said(const std::vector<std::pair<std::string, ApiAnswer>>& answers) {
  std::string text;
  for (const auto& [who, answer] : answers) {
    text += (text.empty() ? "" : ", ") + who + " " + said(answer);
  }
  return text;
}

std::string tally(const std::vector<ApiAnswer>& answers) {
  std::map<std::string, int> counts;
  for (const ApiAnswer& answer : answers) ++counts[said(answer)];
  std::string text;
  for (const auto& [what, count] : counts) {
    text += (text.empty() ? "" : ", ") + std::to_string(count) + "x " + what;
  }
  return text;
}

}  // namespace pay200::test
