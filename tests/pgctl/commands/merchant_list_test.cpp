#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class MerchantListTest : public testing::Test {
 protected:
  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
};

TEST_F(MerchantListTest, WithoutMerchantsItSaysHowToAddOne) {
  EXPECT_EQ(pgctl_.run({"merchant", "list"}).out,
            "No test merchants. `pgctl merchant add` adds one.\n");
  EXPECT_EQ(pgctl_.run({"merchant", "list", "--live"}).out,
            "No live merchants. `pgctl merchant add --live` adds one.\n");
}

TEST_F(MerchantListTest, AListShowsOneModeNewestFirst) {
  const Merchant first = test::add_merchant(database_, "한빛서점");
  const Merchant second = test::add_merchant(database_, "Bakery");
  const Merchant live = test::add_merchant(database_, "live shop", true);
  const auto listed = pgctl_.run({"merchant", "list"});
  EXPECT_EQ(listed.status, 0);
  EXPECT_EQ(listed.err, "");
  EXPECT_EQ(listed.out, "MERCHANT      NAME      BUSINESS NO   STATUS    FEE  FIXED  CREATED\n" +
                            to_text(second.id) +
                            "  Bakery    220-81-62517  active  2.9 %      0  " +
                            to_seoul_text(second.created_at) + "\n" + to_text(first.id) +
                            "  한빛서점  220-81-62517  active  2.9 %      0  " +
                            to_seoul_text(first.created_at) + "\n");
  EXPECT_THAT(pgctl_.run({"merchant", "list", "--live"}).out, HasSubstr(to_text(live.id)));
}

TEST_F(MerchantListTest, ATerminalOf80ColumnsShowsWhatFits) {
  test::add_merchant(database_, "이름이 아주 길어서 한 줄에 다 들어가지 않는 어느 가맹점");
  const auto listed = pgctl_.at_terminal({"merchant", "list"});
  EXPECT_THAT(test::lines_over_80_columns(listed.out), IsEmpty());
  EXPECT_THAT(listed.out, HasSubstr("…"));
}

TEST_F(MerchantListTest, AScriptGetsJsonOrCsv) {
  const Merchant merchant = test::add_merchant(database_, "한빛, 서점");
  EXPECT_EQ(pgctl_.run({"merchant", "list", "--output", "csv"}).out,
            "merchant,name,businessNumber,status,feeBasisPoints,feeFixed,createdAt\n" +
                to_text(merchant.id) + ",\"한빛, 서점\",220-81-62517,active,290,0," +
                to_iso8601(merchant.created_at) + "\n");
  EXPECT_THAT(pgctl_.run({"merchant", "list", "--output", "json"}).out,
              HasSubstr("\"name\": \"한빛, 서점\""));
}

TEST_F(MerchantListTest, ALimitIsKeptAndSaid) {
  test::add_merchant(database_, "first");
  test::add_merchant(database_, "second");
  const auto limited = pgctl_.run({"merchant", "list", "--limit", "1"});
  EXPECT_EQ(limited.status, 0);
  EXPECT_THAT(limited.out, HasSubstr("second"));
  EXPECT_THAT(limited.out, Not(HasSubstr("first")));
  EXPECT_EQ(limited.err, "pgctl: there are more than these 1; see --limit\n");
  EXPECT_EQ(pgctl_.run({"merchant", "list", "--limit", "2"}).err, "");
  for (const char* limit : {"0", "-1", "10001"}) {
    EXPECT_EQ(pgctl_.run({"merchant", "list", "--limit", limit}).status, 2) << limit;
  }
}

TEST_F(MerchantListTest, ADatabaseThatWasNotMigratedIsSaidToBeThat) {
  database_.execute("DROP SCHEMA pay200 CASCADE");
  const auto failed = pgctl_.run({"merchant", "list"});
  EXPECT_EQ(failed.status, 1);
  EXPECT_EQ(failed.out, "");
  EXPECT_THAT(failed.err, HasSubstr("`pgctl db migrate`"));
}

}  // namespace
}  // namespace pay200
