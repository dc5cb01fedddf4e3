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

class KeyRotateTest : public testing::Test {
 protected:
  dev::Finished rotate(std::vector<std::string> more) {
    more.insert(more.begin(), {"key", "rotate"});
    return pgctl_.run(more);
  }
  bool works(const std::string& key) {
    return ApiKeyService(database_.api(), system_clock()).authenticate(key).ok();
  }
  std::size_t keys_of_merchant() { return keys_.list_api_keys(merchant_.id).size(); }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
  ApiKeyService keys_{database_.operators(), system_clock()};
  Merchant merchant_ = test::add_merchant(database_, "한빛서점");
  ApiKeyService::Issued issued_ = keys_.issue_api_key(merchant_.id, KeyKind::kSecret).value();
  std::string id_ = to_text(issued_.key.id);
};

TEST_F(KeyRotateTest, TheSuccessorIsShownOnceAndTheOldKeyLivesADayMore) {
  const auto rotated = rotate({id_, "--yes", "--output", "json"});
  EXPECT_EQ(rotated.status, 0) << rotated.err;
  EXPECT_EQ(rotated.err, "pgctl: keep the key now: it is not shown again\n");
  const json answer = json::parse(rotated.out);
  EXPECT_TRUE(works(answer["secret"]));
  EXPECT_TRUE(works(issued_.secret));
  EXPECT_EQ(answer["oldKey"], id_);
  const auto old = keys_.get_api_key(issued_.key.id).value();
  EXPECT_EQ(answer["key"], to_text(*old.successor_id));
  const auto successor = keys_.get_api_key(*old.successor_id).value();
  EXPECT_EQ(*old.expires_at - successor.created_at, std::chrono::hours(24));
  EXPECT_EQ(answer["oldKeyEndsAt"], to_iso8601(*old.expires_at));
}

TEST_F(KeyRotateTest, AnOverlapOfNothingEndsTheOldKeyNow) {
  const auto rotated = rotate({id_, "--overlap", "0", "--yes", "--output", "json"});
  EXPECT_EQ(rotated.status, 0) << rotated.err;
  EXPECT_TRUE(works(json::parse(rotated.out)["secret"]));
  EXPECT_FALSE(works(issued_.secret));
}

TEST_F(KeyRotateTest, APersonIsAskedAndToldWhatBecomesOfTheOldKey) {
  const auto rotated = pgctl_.at_terminal({"key", "rotate", id_, "--overlap", "48"}, {"y"});
  EXPECT_EQ(rotated.status, 0);
  EXPECT_THAT(rotated.out, HasSubstr("Rotate the test secret key test_sk_..." +
                                     issued_.key.last_four + " of 한빛서점"));
  EXPECT_THAT(rotated.out, HasSubstr("the old one is refused after 48 hours."));
  EXPECT_THAT(test::lines_over_80_columns(rotated.out), IsEmpty());
  EXPECT_EQ(keys_of_merchant(), 2U);
}

TEST_F(KeyRotateTest, DecliningOrNobodyToAskChangesNothing) {
  EXPECT_EQ(pgctl_.at_terminal({"key", "rotate", id_}, {"n"}).status, 1);
  const auto refused = rotate({id_});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("nobody is here to ask; say --yes to rotate"));
  EXPECT_EQ(keys_of_merchant(), 1U);
}

TEST_F(KeyRotateTest, ADryRunIssuesNothing) {
  const auto tried = rotate({id_, "--dry-run", "--output", "json"});
  EXPECT_EQ(tried.status, 0) << tried.err;
  EXPECT_EQ(json::parse(tried.out)["dryRun"], true);
  EXPECT_TRUE(json::parse(tried.out)["oldKeyEndsAt"].is_string());
  EXPECT_EQ(keys_of_merchant(), 1U);
}

TEST_F(KeyRotateTest, AKeyThatHasASuccessorNamesIt) {
  const auto first = rotate({id_, "--yes", "--output", "json"});
  const auto again = rotate({id_, "--yes"});
  EXPECT_EQ(again.status, 5);
  EXPECT_EQ(again.out, "");
  EXPECT_THAT(again.err,
              HasSubstr("rotate that one: " + json::parse(first.out)["key"].get<std::string>()));
  EXPECT_EQ(keys_of_merchant(), 2U);
}

TEST_F(KeyRotateTest, ARevokedKeyIsNotRevived) {
  ASSERT_TRUE(keys_.revoke_api_key(issued_.key.id));
  const auto refused = rotate({id_, "--yes"});
  EXPECT_EQ(refused.status, 5);
  EXPECT_THAT(refused.err, HasSubstr("is revoked; `pgctl key issue`"));
}

TEST_F(KeyRotateTest, WhatIsTypedWrongIsNamed) {
  EXPECT_EQ(rotate({to_text(ApiKeyId::make(system_clock().now())), "--yes"}).status, 4);
  for (const char* overlap : {"-1", "2161", "99999999999999999"}) {
    const auto refused = rotate({id_, "--yes", std::string("--overlap=") + overlap});
    EXPECT_EQ(refused.status, 2) << overlap;
    EXPECT_THAT(refused.err, HasSubstr("--overlap: 0 to 2160 hours"));
  }
  EXPECT_EQ(rotate({issued_.secret, "--yes"}).status, 2);
  EXPECT_EQ(rotate({id_, "--yes", "--live"}).status, 3);
  EXPECT_EQ(keys_of_merchant(), 1U);
}

}  // namespace
}  // namespace pay200
