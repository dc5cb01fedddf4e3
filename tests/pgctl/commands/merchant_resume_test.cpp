#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;

class MerchantResumeTest : public testing::Test {
 protected:
  dev::Finished resume(std::vector<std::string> more) {
    more.insert(more.begin(), {"merchant", "resume", id_});
    return pgctl_.run(more);
  }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
  MerchantService merchants_{database_.operators(), system_clock()};
  Merchant merchant_ = test::add_merchant(database_, "한빛서점");
  std::string id_ = to_text(merchant_.id);
};

TEST_F(MerchantResumeTest, ASuspendedMerchantSellsAgain) {
  ASSERT_TRUE(merchants_.suspend_merchant(merchant_.id, "case 311", "alice"));
  EXPECT_EQ(resume({"--reason", "closed"}).status, 2);
  EXPECT_EQ(merchants_.get_merchant(merchant_.id)->status, "suspended");
  const auto resumed = resume({"--reason", "closed", "--yes", "--output", "json"});
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(json::parse(resumed.out)["status"], "active");
  EXPECT_EQ(json::parse(resumed.out)["statusReason"], "closed");
}

TEST_F(MerchantResumeTest, OneThatIsNotSuspendedIsLeftAsItIs) {
  const auto resumed = resume({"--reason", "x"});
  EXPECT_EQ(resumed.status, 0);
  EXPECT_EQ(resumed.err, "pgctl: it was not suspended; nothing changed\n");
  EXPECT_FALSE(merchants_.get_merchant(merchant_.id)->status_changed_at);
}

}  // namespace
}  // namespace pay200
