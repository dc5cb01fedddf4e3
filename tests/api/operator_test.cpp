#include "dev/process.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::Told;

/// The operators' command against a gateway that runs: what it sends goes the way that a shop's own
/// cancel goes.
class OperatorTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() { start_stack(); }

  static dev::Finished pgctl(std::vector<std::string> words) {
    const std::string program = stack().program("pgctl");
    const std::string config = stack().config_path();
    words.insert(words.begin(), {program, "--config", config});
    words.insert(words.end(), {"--output", "json"});
    dev::ProcessOptions options;
    options.argv = std::move(words);
    return dev::run(options);
  }
};

TEST_F(OperatorTest, ACancelIsAVoidThatTheAcquirerAcknowledges) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = paid_by(app, amount);
  const auto canceled = pgctl({"tx", "cancel", key, "--reason", "품절", "--yes"});
  EXPECT_EQ(canceled.status, 0) << canceled.err;
  EXPECT_EQ(nlohmann::json::parse(canceled.out)["status"], "CANCELED");
  EXPECT_EQ(status_of(key), "CANCELED");
  EXPECT_EQ(voids_of(amount).size(), 1U);
  told(key, Told::What::kCanceled);
}

TEST_F(OperatorTest, ARefundOfAPartUnderAKeyIsSentOnce) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::int64_t part = unused_amount() / 2;
  const std::string key = paid_by(app, amount);
  const std::vector<std::string> typed = {"refund",   key,       "--amount", std::to_string(part),
                                          "--reason", "one cup", "--yes",    "--idempotency-key",
                                          "case-12"};
  const auto refunded = pgctl(typed);
  EXPECT_EQ(refunded.status, 0) << refunded.err;
  EXPECT_EQ(nlohmann::json::parse(refunded.out)["balanceAmount"], amount - part);
  const auto again = pgctl(typed);
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(nlohmann::json::parse(again.out)["replayed"], true);
  EXPECT_EQ(status_of(key), "PARTIAL_CANCELED");
  EXPECT_EQ(refunds_of(part).size(), 1U);
  told(key, Told::What::kPartlyCanceled);
}

TEST_F(OperatorTest, TheDoctorFindsARunningGatewayWell) {
  const auto told_by_doctor = pgctl({"doctor"});
  const auto answer = nlohmann::json::parse(told_by_doctor.out);
  std::map<std::string, std::string> results;
  for (const auto& item : answer["items"]) {
    results[item["check"].get<std::string>()] = item["result"].get<std::string>();
  }
  for (const char* check :
       {"configuration", "secrets", "database", "database schema", "database connections",
        "gateway", "link", "acquirer sandbox", "/healthz", "/readyz"}) {
    EXPECT_EQ(results[check], "ok") << check << "\n" << told_by_doctor.out;
  }
}

}  // namespace
}  // namespace pay200::test
