#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class MerchantAddTest : public testing::Test {
 protected:
  dev::Finished add(std::vector<std::string> more) {
    more.insert(more.begin(), {"merchant", "add"});
    return pgctl_.run(more);
  }
  std::string count() { return database_.execute("SELECT count(*) FROM pay200.merchant"); }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
};

TEST_F(MerchantAddTest, AMerchantIsAddedAndShown) {
  const auto added = add({"--name", "한빛서점", "--business-number", "220-81-62517",
                          "--fee-basis-points", "290", "--fee-fixed", "100", "--output", "json"});
  EXPECT_EQ(added.status, 0) << added.err;
  EXPECT_EQ(added.err, "");
  const json merchant = json::parse(added.out);
  EXPECT_EQ(merchant["name"], "한빛서점");
  EXPECT_EQ(merchant["mode"], "test");
  EXPECT_EQ(merchant["businessNumber"], "220-81-62517");
  EXPECT_EQ(merchant["feeBasisPoints"], 290);
  EXPECT_EQ(merchant["feeFixed"], 100);
  EXPECT_EQ(merchant["status"], "active");
  EXPECT_TRUE(merchant_id_from_text(merchant["merchant"].get<std::string>()));
  EXPECT_EQ(count(), "1\n");
}

TEST_F(MerchantAddTest, TermsReceiptLinesAndOriginsAreKept) {
  const auto added = add({"--name",
                          "한빛서점",
                          "--business-number",
                          "220-81-62517",
                          "--no-fee-refundable",
                          "--refund-limit",
                          "500000",
                          "--auto-confirm",
                          "--settlement-days",
                          "3",
                          "--representative",
                          "김한빛",
                          "--address",
                          "서울 마포구 양화로 1",
                          "--phone",
                          "02-123-4567",
                          "--allow-origin",
                          "HTTPS://Shop.example:443",
                          "--allow-origin",
                          "http://localhost:5173",
                          "--output",
                          "json"});
  ASSERT_EQ(added.status, 0) << added.err;
  const std::string id = json::parse(added.out)["merchant"];
  const auto shown = pgctl_.run({"merchant", "show", id, "--output", "json"});
  const json merchant = json::parse(shown.out);
  EXPECT_EQ(merchant, json::parse(added.out));
  EXPECT_EQ(merchant["feeRefundable"], false);
  EXPECT_EQ(merchant["refundLimit"], 500'000);
  EXPECT_EQ(merchant["autoConfirm"], true);
  EXPECT_EQ(merchant["settlementDays"], 3);
  EXPECT_EQ(merchant["representative"], "김한빛");
  EXPECT_EQ(merchant["address"], "서울 마포구 양화로 1");
  EXPECT_EQ(merchant["phone"], "02-123-4567");
  EXPECT_EQ(merchant["origins"], (json{"http://localhost:5173", "https://shop.example"}));
}

TEST_F(MerchantAddTest, AWrongOriginAddsNoMerchant) {
  const auto refused = add({"--name", "shop", "--business-number", "220-81-62517", "--allow-origin",
                            "https://shop.example/pay"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(
      refused.err,
      HasSubstr("--allow-origin: \"https://shop.example/pay\": scheme, host and port only"));
  EXPECT_EQ(count(), "0\n");
}

TEST_F(MerchantAddTest, ATableForAPersonNamesWhatComesNext) {
  const auto added = pgctl_.at_terminal(
      {"merchant", "add", "--name", "한빛서점", "--business-number", "2208162517"});
  EXPECT_EQ(added.status, 0);
  EXPECT_THAT(added.out, HasSubstr("Name             한빛서점\n"));
  EXPECT_THAT(added.out, HasSubstr("Business number  220-81-62517\n"));
  EXPECT_THAT(added.out, HasSubstr("Fee              0 %\n"));
  EXPECT_THAT(added.out, HasSubstr("pgctl key issue --merchant mer_"));
}

TEST_F(MerchantAddTest, AMistypedBusinessNumberIsRefused) {
  const auto refused = add({"--name", "한빛서점", "--business-number", "220-81-62518"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_EQ(refused.out, "");
  EXPECT_EQ(refused.err,
            "pgctl: --business-number: its check digit does not match: look for a typo\n");
  EXPECT_EQ(count(), "0\n");
}

TEST_F(MerchantAddTest, WhatIsOutOfRangeIsRefusedByItsName) {
  const auto refused = [&](const std::string& option, const std::string& value) {
    const auto ended = add({"--name", "shop", "--business-number", "220-81-62517", option, value});
    EXPECT_EQ(ended.status, 2) << option << " " << value;
    EXPECT_THAT(ended.err, HasSubstr("pgctl: " + option + ": ")) << value;
  };
  refused("--fee-basis-points", "-1");
  refused("--fee-basis-points", "10001");
  refused("--fee-basis-points", "4294967297");
  refused("--fee-basis-points", "99999999999999999999");
  refused("--fee-fixed", "-1");
  refused("--fee-fixed", "1.5");
  const auto nameless = add({"--name", "", "--business-number", "220-81-62517"});
  EXPECT_EQ(nameless.status, 2);
  EXPECT_EQ(count(), "0\n");
}

TEST_F(MerchantAddTest, ALiveMerchantsFeeMustBeSaid) {
  const auto refused = add({"--live", "--name", "shop", "--business-number", "220-81-62517"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("--fee-basis-points"));
  const auto added = add({"--live", "--name", "shop", "--business-number", "220-81-62517",
                          "--fee-basis-points", "290", "--output", "json"});
  EXPECT_EQ(added.status, 0);
  EXPECT_EQ(json::parse(added.out)["mode"], "live");
}

TEST_F(MerchantAddTest, ASecondShopOfOneBusinessIsAddedAndTheFirstNamed) {
  const Merchant first = test::add_merchant(database_, "first");
  const auto second = add({"--name", "second", "--business-number", "220-81-62517"});
  EXPECT_EQ(second.status, 0);
  EXPECT_EQ(second.err, "pgctl: this business number is also that of " + to_text(first.id) + "\n");
}

}  // namespace
}  // namespace pay200
