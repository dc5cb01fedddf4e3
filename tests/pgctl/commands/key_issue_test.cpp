#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/api_key/api_key_service.hpp"
#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

class KeyIssueTest : public testing::Test {
 protected:
  dev::Finished issue(std::vector<std::string> more) {
    more.insert(more.begin(), {"key", "issue"});
    return pgctl_.run(more);
  }
  std::string count() { return database_.execute("SELECT count(*) FROM pay200.api_key"); }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
  Merchant merchant_ = test::add_merchant(database_, "한빛서점");
  std::string id_ = to_text(merchant_.id);
};

TEST_F(KeyIssueTest, TheIssuedKeyWorks) {
  const auto issued = issue({"--merchant", id_, "--kind", "secret", "--output", "json"});
  EXPECT_EQ(issued.status, 0);
  EXPECT_EQ(issued.err, "pgctl: keep the key now: it is not shown again\n");
  const json answer = json::parse(issued.out);
  EXPECT_EQ(answer["merchant"], id_);
  EXPECT_EQ(answer["mode"], "test");
  EXPECT_EQ(answer["kind"], "secret");
  ApiKeyService of_worker(database_.api(), system_clock());
  const auto principal = of_worker.authenticate(answer["secret"].get<std::string>());
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->merchant_id, merchant_.id);
  EXPECT_EQ(to_text(principal->key_id), answer["key"].get<std::string>());
  EXPECT_EQ(principal->kind, KeyKind::kSecret);
}

TEST_F(KeyIssueTest, APersonSeesTheKeyOnceAndIsToldSo) {
  const auto issued = pgctl_.at_terminal({"key", "issue", "--merchant", id_, "--kind", "client"});
  EXPECT_EQ(issued.status, 0);
  EXPECT_THAT(issued.out, HasSubstr("Merchant  한빛서점 (" + id_ + ")\n"));
  EXPECT_THAT(issued.out, HasSubstr("The key   test_ck_"));
  EXPECT_THAT(issued.out, HasSubstr("keep the key now: it is not shown again"));
  EXPECT_THAT(test::lines_over_80_columns(issued.out), IsEmpty());
}

TEST_F(KeyIssueTest, ADryRunIssuesNothing) {
  const auto tried =
      issue({"--merchant", id_, "--kind", "secret", "--dry-run", "--output", "json"});
  EXPECT_EQ(tried.status, 0);
  EXPECT_EQ(json::parse(tried.out)["dryRun"], true);
  EXPECT_FALSE(json::parse(tried.out).contains("secret"));
  EXPECT_EQ(count(), "0\n");
}

TEST_F(KeyIssueTest, ALiveMerchantsKeyWantsLiveToBeSaid) {
  const std::string live = to_text(test::add_merchant(database_, "live shop", true).id);
  const auto refused = issue({"--merchant", live, "--kind", "secret"});
  EXPECT_EQ(refused.status, 3);
  EXPECT_EQ(refused.out, "");
  EXPECT_EQ(refused.err,
            "pgctl: " + live + " (live shop) is a live merchant; add --live if you mean it\n");
  const auto issued = issue({"--live", "--merchant", live, "--kind", "secret", "--output", "json"});
  EXPECT_EQ(issued.status, 0);
  EXPECT_THAT(json::parse(issued.out)["secret"].get<std::string>(), HasSubstr("live_sk_"));
  EXPECT_EQ(issue({"--live", "--merchant", id_, "--kind", "secret"}).status, 3);
}

TEST_F(KeyIssueTest, AnUnknownMerchantIsNotFound) {
  const auto refused = issue({"--merchant", "mer_0000000g", "--kind", "secret"});
  EXPECT_EQ(refused.status, 4);
  EXPECT_THAT(refused.err, HasSubstr("`pgctl merchant list` shows all"));
}

TEST_F(KeyIssueTest, ASuspendedMerchantsKeyComesWithAWarning) {
  database_.execute("UPDATE pay200.merchant SET status = 'suspended'");
  const auto issued = issue({"--merchant", id_, "--kind", "secret"});
  EXPECT_EQ(issued.status, 0);
  EXPECT_THAT(issued.err, HasSubstr("the merchant is suspended"));
}

}  // namespace
}  // namespace pay200
