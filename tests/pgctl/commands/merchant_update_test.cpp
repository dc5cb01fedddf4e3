#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class MerchantUpdateTest : public testing::Test {
 protected:
  dev::Finished update(std::vector<std::string> more) {
    more.insert(more.begin(), {"merchant", "update", id_});
    return pgctl_.run(std::move(more));
  }
  Merchant now_is() {
    return MerchantService(database_.operators(), system_clock())
        .get_merchant(merchant_.id)
        .value();
  }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
  Merchant merchant_ = test::add_merchant(database_, "한빛서점");
  std::string id_ = to_text(merchant_.id);
};

TEST_F(MerchantUpdateTest, WhatIsSaidChangesAndTheRestStays) {
  const auto renamed = update({"--name", "한빛문고", "--yes", "--output", "json"});
  EXPECT_EQ(renamed.status, 0) << renamed.err;
  EXPECT_EQ(json::parse(renamed.out)["name"], "한빛문고");
  EXPECT_EQ(json::parse(renamed.out)["feeBasisPoints"], 290);
  EXPECT_EQ(update({"--fee-basis-points", "250", "--fee-fixed", "100", "--business-number",
                    "123-45-67891", "--yes"})
                .status,
            0);
  const Merchant after = now_is();
  EXPECT_EQ(after.name, "한빛문고");
  EXPECT_EQ(after.fee_basis_points, 250);
  EXPECT_EQ(after.fee_fixed_minor, 100);
  EXPECT_EQ(after.business_number, "1234567891");
}

TEST_F(MerchantUpdateTest, APersonIsAskedWithModeAndMerchant) {
  const auto changed = pgctl_.at_terminal({"merchant", "update", id_, "--fee-fixed", "10"}, {"y"});
  EXPECT_EQ(changed.status, 0);
  EXPECT_THAT(changed.out, HasSubstr("Change fee of the test merchant 한빛서점 (" + id_ + ")?"));
  EXPECT_EQ(now_is().fee_fixed_minor, 10);
  EXPECT_EQ(pgctl_.at_terminal({"merchant", "update", id_, "--fee-fixed", "20"}, {"n"}).status, 1);
  EXPECT_EQ(now_is().fee_fixed_minor, 10);
}

TEST_F(MerchantUpdateTest, ADryRunChangesNothing) {
  const auto tried = update({"--name", "x", "--dry-run", "--output", "json"});
  EXPECT_EQ(tried.status, 0);
  EXPECT_EQ(json::parse(tried.out)["dryRun"], true);
  EXPECT_EQ(now_is().name, "한빛서점");
}

TEST_F(MerchantUpdateTest, WhatIsWrongIsNamedAndNothingChanges) {
  const std::vector<std::pair<std::vector<std::string>, const char*>> wrong = {
      {{}, "say what to change"},
      {{"--name", ""}, "--name: 1 to 60 characters"},
      {{"--business-number", "123-45-67890"}, "--business-number: its check digit"},
      {{"--fee-basis-points", "10001"}, "--fee-basis-points: 0 to 10000"},
      {{"--fee-basis-points=-1"}, "--fee-basis-points: 0 to 10000"},
      {{"--fee-fixed=-1"}, "--fee-fixed: 0 to"},
  };
  for (auto [options, said] : wrong) {
    options.emplace_back("--yes");
    const auto refused = update(options);
    EXPECT_EQ(refused.status, 2) << said;
    EXPECT_THAT(refused.err, HasSubstr(said));
  }
  EXPECT_EQ(now_is().fee_basis_points, 290);
  EXPECT_EQ(update({"--name", "x"}).status, 2);
  EXPECT_EQ(update({"--name", "x", "--yes", "--live"}).status, 3);
  EXPECT_EQ(now_is().name, "한빛서점");
  EXPECT_EQ(pgctl_.run({"merchant", "update", "mer_0000000g", "--name", "x", "--yes"}).status, 4);
}

}  // namespace
}  // namespace pay200
