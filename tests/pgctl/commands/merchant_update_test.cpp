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
    return pgctl_.run(more);
  }
  Merchant now_is() {
    return MerchantService(database_.operators(), system_clock())
        .get_merchant(merchant_.id)
        .value();
  }

  json origins() {
    return json::parse(pgctl_.run({"merchant", "show", id_, "--output", "json"}).out)["origins"];
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
  EXPECT_THAT(changed.out, HasSubstr("Change the test merchant 한빛서점 (" + id_ +
                                     ")?\n"
                                     "  Fee, fixed: 0 -> 10\n"
                                     "Payments keep the fee that they were created with. [y/N] "));
  EXPECT_EQ(now_is().fee_fixed_minor, 10);
  EXPECT_EQ(pgctl_.at_terminal({"merchant", "update", id_, "--fee-fixed", "20"}, {"n"}).status, 1);
  EXPECT_EQ(now_is().fee_fixed_minor, 10);
}

TEST_F(MerchantUpdateTest, EveryTermMayBeChangedAndTakenAway) {
  const auto changed = update({"--no-fee-refundable", "--refund-limit", "0", "--auto-confirm",
                               "--settlement-days", "5", "--representative", "김한빛", "--address",
                               "서울", "--phone", "02-1", "--allow-origin", "https://shop.example",
                               "--allow-origin", "https://b.example", "--yes"});
  ASSERT_EQ(changed.status, 0) << changed.err;
  EXPECT_FALSE(now_is().fee_refundable);
  EXPECT_EQ(now_is().refund_limit_minor, 0);
  EXPECT_TRUE(now_is().auto_confirm);
  EXPECT_EQ(now_is().settlement_days, 5);
  EXPECT_EQ(now_is().representative, "김한빛");
  EXPECT_EQ(origins(), (json{"https://b.example", "https://shop.example"}));

  const auto back =
      update({"--fee-refundable", "--no-refund-limit", "--no-auto-confirm", "--representative", "",
              "--remove-origin", "https://b.example", "--yes"});
  ASSERT_EQ(back.status, 0) << back.err;
  EXPECT_TRUE(now_is().fee_refundable);
  EXPECT_EQ(now_is().refund_limit_minor, std::nullopt);
  EXPECT_FALSE(now_is().auto_confirm);
  EXPECT_EQ(now_is().representative, std::nullopt);
  EXPECT_EQ(now_is().address, "서울");
  EXPECT_EQ(origins(), json{"https://shop.example"});
}

TEST_F(MerchantUpdateTest, AnAccountIsSetThenVerifiedAndNeverInOneStep) {
  const auto shown = [this] {
    return json::parse(pgctl_.run({"merchant", "show", id_, "--output", "json"}).out);
  };
  EXPECT_EQ(shown()["payoutAccount"], nullptr);
  const std::vector<std::string> account = {"--payout-account", "004-123456-01-789012",
                                            "--payout-account-holder", "한빛서점"};
  auto both = account;
  both.insert(both.end(), {"--payout-account-verified", "--yes"});
  EXPECT_EQ(update(both).status, 2);
  EXPECT_EQ(update({"--payout-account", "004-12345678", "--yes"}).status, 2);
  EXPECT_EQ(
      update({"--payout-account", "12345678", "--payout-account-holder", "x", "--yes"}).status, 2);
  EXPECT_EQ(update({"--payout-account-verified", "--yes"}).status, 2);
  auto set = account;
  set.emplace_back("--yes");
  ASSERT_EQ(update(set).status, 0);
  EXPECT_EQ(shown()["payoutAccount"], "004 ****9012");
  EXPECT_EQ(shown()["payoutAccountHolder"], "한빛서점");
  EXPECT_EQ(shown()["payoutAccountVerifiedAt"], nullptr);
  ASSERT_EQ(update({"--payout-account-verified", "--yes"}).status, 0);
  EXPECT_NE(shown()["payoutAccountVerifiedAt"], nullptr);
  EXPECT_NE(shown()["payoutAccountVerifiedBy"], nullptr);
  ASSERT_EQ(update(set).status, 0);
  EXPECT_EQ(shown()["payoutAccountVerifiedAt"], nullptr) << "set anew, it is verified anew";
}

TEST_F(MerchantUpdateTest, AnAccountThatIsAnotherByNowStopsOnlyItselfAndThatIsSaid) {
  ASSERT_EQ(update({"--payout-account", "004-123456-01-789012", "--payout-account-holder",
                    "한빛서점", "--yes"})
                .status,
            0);
  database_.execute(
      "CREATE FUNCTION pay200.another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
      "'BEGIN INSERT INTO pay200.payout_account SELECT merchant_id, "
      "pay200.uuid_v7(clock_timestamp()), bank_code, number_nonce, number_ciphertext, last_four, "
      "holder, added_at, added_by FROM pay200.payout_account LIMIT 1; RETURN NEW; END'; "
      "CREATE TRIGGER another BEFORE UPDATE ON pay200.merchant FOR EACH ROW EXECUTE FUNCTION "
      "pay200.another()");
  const auto other = update({"--name", "한빛문고", "--payout-account-verified", "--yes"});
  EXPECT_EQ(other.status, 5);
  EXPECT_THAT(other.err, HasSubstr("what else was asked for is done; as to the account:"));
  EXPECT_EQ(now_is().name, "한빛문고");
}

TEST_F(MerchantUpdateTest, WithoutThePayoutKeyNothingIsChanged) {
  std::string secrets = pgctl_.secrets_file();
  ASSERT_EQ(dev::run({.argv = {"sed", "-i", "/^payout_key/d", secrets}}).status, 0);
  const auto refused = update({"--name", "한빛문고", "--payout-account", "004-123456-01-789012",
                               "--payout-account-holder", "한빛서점", "--yes"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("\"keys.payout_key\" is missing"));
  EXPECT_EQ(now_is().name, "한빛서점");
}

TEST_F(MerchantUpdateTest, ADryRunShowsWhatWouldBeAndChangesNothing) {
  const std::vector<std::string> typed = {"--name", "한빛문고", "--allow-origin",
                                          "https://shop.example", "--dry-run"};
  const auto tried = update(typed);
  EXPECT_EQ(tried.status, 0);
  EXPECT_THAT(tried.out, HasSubstr("Would change     2\n"));
  EXPECT_THAT(tried.out, HasSubstr("Name             한빛서점 -> 한빛문고\n"));
  EXPECT_THAT(tried.out, HasSubstr("Origins          + https://shop.example\n"));
  auto for_scripts = typed;
  for_scripts.insert(for_scripts.end(), {"--output", "json"});
  const json answer = json::parse(update(for_scripts).out);
  EXPECT_EQ(answer["dryRun"], true);
  EXPECT_EQ(answer["changes"], (json{"name", "origins"}));
  EXPECT_EQ(answer["name"], "한빛문고");
  EXPECT_EQ(now_is().name, "한빛서점");
  EXPECT_EQ(origins(), json::array());
}

TEST_F(MerchantUpdateTest, WhatIsSoAlreadyAsksNobodyAndChangesNothing) {
  const auto same = update({"--name", "한빛서점", "--remove-origin", "https://shop.example"});
  EXPECT_EQ(same.status, 0);
  EXPECT_EQ(same.err,
            "pgctl: https://shop.example was not among its origins\n"
            "pgctl: it is so already; nothing changed\n");
}

TEST_F(MerchantUpdateTest, AutoConfirmIsAskedForWithWhatItMeans) {
  const auto asked = pgctl_.at_terminal({"merchant", "update", id_, "--auto-confirm"}, {"n"});
  EXPECT_EQ(asked.status, 1);
  EXPECT_THAT(asked.out, HasSubstr("  Auto-confirm: no -> yes\n"));
  EXPECT_THAT(asked.out, HasSubstr("no server of the shop checks it"));
  EXPECT_FALSE(now_is().auto_confirm);
}

TEST_F(MerchantUpdateTest, WhatIsWrongIsNamedAndNothingChanges) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong = {
      {{}, "say what to change"},
      {{"--name", ""}, "--name: 1 to 60 characters"},
      {{"--business-number", "123-45-67890"}, "--business-number: its check digit"},
      {{"--fee-basis-points", "10001"}, "--fee-basis-points: 0 to 10000"},
      {{"--fee-basis-points=-1"}, "--fee-basis-points: 0 to 10000"},
      {{"--fee-fixed=-1"}, "--fee-fixed: 0 to"},
      {{"--refund-limit=-1"}, "--refund-limit: 0 to"},
      {{"--settlement-days", "0"}, "--settlement-days: 1 to 30"},
      {{"--settlement-days", "31"}, "--settlement-days: 1 to 30"},
      {{"--settlement-days", "4294967298"}, "--settlement-days: 1 to 30"},
      {{"--refund-limit", "1", "--no-refund-limit"}, "say one of them"},
      {{"--auto-confirm", "--no-auto-confirm"},
       "--auto-confirm and --no-auto-confirm: say one of them"},
      {{"--address", std::string(101, 'a')}, "--address: 1 to 100 characters on one line"},
      {{"--allow-origin", "shop.example"}, "--allow-origin: \"shop.example\": must begin with"},
      {{"--remove-origin", "*"}, "--remove-origin: \"*\": must begin with"},
      {{"--allow-origin", "https://a.example", "--remove-origin", "https://a.example"},
       "allow it or remove it, not both"},
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
