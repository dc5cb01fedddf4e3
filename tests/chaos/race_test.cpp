#include <map>
#include <random>

#include "core/platform/id.hpp"
#include "tests/support/chaos_length.hpp"
#include "tests/support/together.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using dev::Told;

/// Confirm, the shop's cancel and the expiry of one payment at the same moment: each payment has
/// one outcome, everyone was told the truth, and the acquirer agrees.
class RaceTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.recovery_poll_ms = 20;  // the sweep takes part
    start_stack(options);
  }

  static int rounds() { return chaos_is_long() ? 1000 : 25; }

  /// The hold and the QR code of these run out at a moment within the race.
  static void let_expire_soon(const std::vector<std::string>& keys, int within_ms) {
    std::mt19937 random(std::random_device{}());
    std::uniform_int_distribution<int> after_ms(0, within_ms);
    std::string sql;
    for (const auto& key : keys) {
      const auto parsed = payment_key_from_text(key);
      sql +=
          "UPDATE pay200.payment SET hold_expires_at = t.at, expires_at = t.at FROM (SELECT "
          "clock_timestamp() + interval '" +
          std::to_string(after_ms(random)) +
          " ms' AS at) t WHERE merchant_id = " + std::to_string(parsed->merchant_id.value) +
          " AND payment_id = '" + parsed->payment_id.to_sql() + "';\n";
    }
    stack().postgres().execute(sql, "pay200");
  }

  void expect_truth(const std::string& key, const ApiAnswer& confirmed, const ApiAnswer& canceled) {
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
    ++outcomes_[status];
  }

  std::map<std::string, int> outcomes_;
};

TEST_F(RaceTest, CancelExpiryAndConfirmAtOnceHaveOneOutcome) {
  constexpr int kTogether = 25;
  constexpr int kWithinMs = 120;
  App app = new_app();
  App confirming = app.another();
  auto canceling = same_shop();
  for (int done = 0; done < rounds(); done += kTogether) {
    std::vector<std::string> keys;
    for (int i = 0; i < kTogether; ++i) keys.push_back(held_by(app));
    let_expire_soon(keys, kTogether * kWithinMs / 10);
    std::map<std::string, std::pair<ApiAnswer, ApiAnswer>> answers;
    for (const auto& key : keys) {
      const auto both = results_together(2, [&](std::size_t who) {
        return who == 0 ? confirming.confirm(key) : canceling.cancel_payment(key, "경합");
      });
      answers[key] = {both[0], both[1]};
    }
    for (const auto& key : keys) {
      // A cancel that was accepted while the authorization was out ends as soon as the void does.
      if (answers[key].second.status == 202) becomes(key, "CANCELED");
      expect_truth(key, answers[key].first, answers[key].second);
    }
  }
  for (const auto& [status, count] : outcomes_) RecordProperty(status, count);
  EXPECT_GE(outcomes_.size(), 2U) << "the race was always won by the same one";
}

}  // namespace
}  // namespace pay200::test
