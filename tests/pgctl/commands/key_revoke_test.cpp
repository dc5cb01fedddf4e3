#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/api_key/api_key_service.hpp"
#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class KeyRevokeTest : public testing::Test {
 protected:
  dev::Finished revoke(std::vector<std::string> more) {
    more.insert(more.begin(), {"key", "revoke"});
    return pgctl_.run(more);
  }
  bool works() {
    return ApiKeyService(database_.api(), system_clock()).authenticate(issued_.secret).ok();
  }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
  ApiKeyService keys_{database_.operators(), system_clock()};
  Merchant merchant_ = test::add_merchant(database_, "한빛서점");
  ApiKeyService::Issued issued_ = keys_.issue_api_key(merchant_.id, KeyKind::kSecret).value();
  std::string id_ = to_text(issued_.key.id);
  std::string masked_ = "test_sk_..." + issued_.key.last_four;
};

TEST_F(KeyRevokeTest, WithYesItIsRevokedAtOnce) {
  ASSERT_TRUE(works());
  const auto revoked = revoke({id_, "--yes", "--output", "json"});
  EXPECT_EQ(revoked.status, 0);
  EXPECT_EQ(revoked.err, "");
  EXPECT_EQ(json::parse(revoked.out)["key"], id_);
  EXPECT_TRUE(json::parse(revoked.out)["revokedAt"].is_string());
  EXPECT_FALSE(works());
}

TEST_F(KeyRevokeTest, APersonIsAskedWithModeMerchantAndLastFour) {
  const auto revoked = pgctl_.at_terminal({"key", "revoke", id_}, {"y"});
  EXPECT_EQ(revoked.status, 0);
  EXPECT_THAT(revoked.out, HasSubstr("Revoke the test secret key " + masked_ + " of 한빛서점 (" +
                                     to_text(merchant_.id) + ")?"));
  EXPECT_FALSE(works());
}

TEST_F(KeyRevokeTest, DecliningIsNotSuccess) {
  for (const char* answer : {"n", "", "no", "yep"}) {
    const auto declined = pgctl_.at_terminal({"key", "revoke", id_}, {answer});
    EXPECT_EQ(declined.status, 1) << answer;
    EXPECT_THAT(declined.out, HasSubstr("pgctl: nothing changed")) << answer;
    EXPECT_TRUE(works()) << answer;
  }
}

TEST_F(KeyRevokeTest, WithNobodyToAskItIsRefused) {
  const auto refused = revoke({id_});
  EXPECT_EQ(refused.status, 2);
  EXPECT_EQ(refused.out, "");
  EXPECT_EQ(refused.err, "pgctl: nobody is here to ask; say --yes to revoke the test secret key " +
                             masked_ + " of 한빛서점 (" + to_text(merchant_.id) + ")\n");
  EXPECT_TRUE(works());
}

TEST_F(KeyRevokeTest, ADryRunShowsTheKeyAndRevokesNothing) {
  const auto tried = revoke({id_, "--dry-run", "--output", "json"});
  EXPECT_EQ(tried.status, 0);
  EXPECT_EQ(json::parse(tried.out)["dryRun"], true);
  EXPECT_EQ(json::parse(tried.out)["masked"], masked_);
  EXPECT_TRUE(works());
}

TEST_F(KeyRevokeTest, RevokingAgainChangesNothingAndSaysSo) {
  ASSERT_EQ(revoke({id_, "--yes"}).status, 0);
  const auto first = keys_.get_api_key(issued_.key.id)->revoked_at;
  const auto again = revoke({id_});
  EXPECT_EQ(again.status, 0);
  EXPECT_EQ(again.err, "pgctl: it had been revoked before; nothing changed\n");
  EXPECT_EQ(keys_.get_api_key(issued_.key.id)->revoked_at, first);
}

TEST_F(KeyRevokeTest, AnUnknownKeyIsNotFound) {
  const std::string nobody = to_text(ApiKeyId::make(system_clock().now()));
  const auto refused = revoke({nobody, "--yes"});
  EXPECT_EQ(refused.status, 4);
  EXPECT_THAT(refused.err, HasSubstr("key " + nobody + " not found"));
}

TEST_F(KeyRevokeTest, AKeyGivenInsteadOfItsIdIsNotRepeated) {
  const auto refused = revoke({issued_.secret, "--yes"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("not a key's id"));
  EXPECT_THAT(refused.err, Not(HasSubstr(issued_.secret.substr(8, 32))));
}

TEST_F(KeyRevokeTest, ALiveKeyWantsLiveToBeSaid) {
  const Merchant live = test::add_merchant(database_, "live shop", true);
  const auto issued = keys_.issue_api_key(live.id, KeyKind::kSecret).value();
  EXPECT_EQ(revoke({to_text(issued.key.id), "--yes"}).status, 3);
  EXPECT_FALSE(keys_.get_api_key(issued.key.id)->revoked_at);
  EXPECT_EQ(revoke({to_text(issued.key.id), "--yes", "--live"}).status, 0);
}

}  // namespace
}  // namespace pay200
