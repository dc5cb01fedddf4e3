#include <cstdio>
#include <map>
#include <random>
#include <thread>

#include "core/platform/id.hpp"
#include "tests/support/chaos_length.hpp"
#include "tests/support/together.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using dev::Told;
using std::chrono::milliseconds;

/// Confirm, the shop's cancel and the expiry of one payment at the same moment: each payment has
/// one outcome, everyone was told the truth, and the acquirer agrees.
class RaceTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.recovery_poll_ms = 20;  // the sweep takes part
    start_stack(options);
  }

  static int rounds() { return chaos_is_long() ? 1000 : 60; }

  int up_to(int most_ms) { return std::uniform_int_distribution<int>(0, most_ms)(random_); }

  /// The hold and the QR code of this one run out in so many milliseconds.
  static void let_expire_in(const std::string& key, int after_ms) {
    const auto parsed = payment_key_from_text(key);
    stack().postgres().execute(
        "UPDATE pay200.payment SET hold_expires_at = t.at, expires_at = t.at FROM (SELECT "
        "clock_timestamp() + interval '" +
            std::to_string(after_ms) +
            " ms' AS at) t WHERE merchant_id = " + std::to_string(parsed->merchant_id.value) +
            " AND payment_id = '" + parsed->payment_id.to_sql() + "'",
        "pay200");
  }

  void expect_truth(const std::string& key, std::int64_t amount, const ApiAnswer& confirmed,
                    const ApiAnswer& canceled) {
    const std::string status = status_of(key);
    for (const ApiAnswer& answer : {confirmed, canceled}) {
      EXPECT_TRUE(answer.ok() || answer.status == 409) << answer.summary();
    }
    if (confirmed.status == 200) told(key, Told::What::kApproved);
    if (canceled.status == 200) told(key, Told::What::kCanceled);
    if (status == "DONE") {
      EXPECT_EQ(confirmed.status, 200);
      EXPECT_EQ(canceled.status, 409);
    } else if (status == "EXPIRED") {
      EXPECT_EQ(confirmed.code(), "EXPIRED_PAYMENT");
      EXPECT_EQ(canceled.code(), "EXPIRED_PAYMENT");
    } else {
      EXPECT_EQ(status, "CANCELED");
      EXPECT_TRUE(canceled.ok()) << canceled.summary();
    }
    const bool charged = !purchases_of(amount).empty();
    ++outcomes_[status + (charged ? " after an approval" : "")];
  }

  std::map<std::string, int> outcomes_;
  std::mt19937 random_{std::random_device{}()};
};

TEST_F(RaceTest, CancelExpiryAndConfirmAtOnceHaveOneOutcome) {
  constexpr int kConfirmTakesMs = 40;
  App app = new_app();
  App confirming = app.another();
  auto canceling = same_shop();
  for (int round = 0; round < rounds(); ++round) {
    const std::int64_t amount = unused_amount();
    const std::string key = held_by(app, amount);
    const milliseconds before_cancel(up_to(kConfirmTakesMs));
    let_expire_in(key, up_to(2 * kConfirmTakesMs));
    const auto both = results_together(2, [&](std::size_t who) {
      if (who == 0) return confirming.confirm(key);
      std::this_thread::sleep_for(before_cancel);
      return canceling.cancel_payment(key, "경합");
    });
    // A cancel that was accepted while the authorization was out ends as soon as the void does.
    if (both[1].status == 202) becomes(key, "CANCELED");
    expect_truth(key, amount, both[0], both[1]);
  }
  for (const auto& [outcome, count] : outcomes_) {
    std::printf("%5d %s\n", count, outcome.c_str());
  }
  EXPECT_GE(outcomes_.size(), 3U) << "the race was always won by the same one";
}

}  // namespace
}  // namespace pay200::test
