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

class KeyVerifyTest : public testing::Test {
 protected:
  dev::Finished verify(const std::string& typed) {
    return pgctl_.run({"key", "verify", "--output", "json"}, typed);
  }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
  ApiKeyService keys_{database_.operators(), system_clock()};
  Merchant merchant_ = test::add_merchant(database_, "한빛서점");
  ApiKeyService::Issued issued_ = keys_.issue_api_key(merchant_.id, KeyKind::kClient).value();
};

TEST_F(KeyVerifyTest, AKeyThatWorksSaysWhoseItIsAndIsNotRepeated) {
  const auto verified = verify(issued_.secret + "\n");
  EXPECT_EQ(verified.status, 0) << verified.err;
  const json answer = json::parse(verified.out);
  EXPECT_EQ(answer["works"], true);
  EXPECT_EQ(answer["state"], "active");
  EXPECT_EQ(answer["key"], to_text(issued_.key.id));
  EXPECT_EQ(answer["merchant"], to_text(merchant_.id));
  EXPECT_EQ(answer["mode"], "test");
  EXPECT_EQ(answer["kind"], "client");
  EXPECT_THAT(verified.out + verified.err, Not(HasSubstr(issued_.secret.substr(8, 32))));
}

TEST_F(KeyVerifyTest, APersonIsAskedWithoutAnEcho) {
  const auto verified = pgctl_.at_terminal({"key", "verify"}, {issued_.secret});
  EXPECT_EQ(verified.status, 0);
  EXPECT_THAT(verified.out, HasSubstr("key: "));
  EXPECT_THAT(verified.out, HasSubstr("한빛서점"));
  EXPECT_THAT(verified.out, Not(HasSubstr(issued_.secret.substr(8, 32))));
}

TEST_F(KeyVerifyTest, ARevokedOrExpiredKeyIsRefusedAndSaysWhy) {
  const auto rotated = keys_.issue_api_key(merchant_.id, KeyKind::kSecret).value();
  ASSERT_TRUE(keys_.rotate_api_key(rotated.key.id, std::chrono::hours(1)).value());
  EXPECT_EQ(json::parse(verify(rotated.secret).out)["works"], true);
  database_.execute("UPDATE pay200.api_key SET expires_at = created_at WHERE expires_at > now()");
  EXPECT_EQ(verify(rotated.secret).status, 3);
  EXPECT_EQ(json::parse(verify(rotated.secret).out)["state"], "expired");
  ASSERT_TRUE(keys_.revoke_api_key(issued_.key.id));
  EXPECT_EQ(verify(issued_.secret).status, 3);
  EXPECT_EQ(json::parse(verify(issued_.secret).out)["state"], "revoked");
}

TEST_F(KeyVerifyTest, AMistypedKeyAndOneThatWasNeverIssuedAreToldApart) {
  const auto mistyped = verify(issued_.secret.substr(1));
  EXPECT_EQ(mistyped.status, 3);
  EXPECT_EQ(json::parse(mistyped.out)["state"], "mistyped");
  const auto unknown = verify("test_sk_" + std::string(32, '0') + "34UfLs");
  EXPECT_EQ(unknown.status, 4);
  EXPECT_EQ(json::parse(unknown.out)["state"], "unknown");
  EXPECT_EQ(verify("").status, 2);
}

TEST_F(KeyVerifyTest, ASuspendedMerchantIsSaidToBe) {
  database_.execute("UPDATE pay200.merchant SET status = 'suspended'");
  const auto verified = verify(issued_.secret);
  EXPECT_EQ(verified.status, 0);
  EXPECT_EQ(json::parse(verified.out)["state"], "merchant_suspended");
}

TEST_F(KeyVerifyTest, AKeyOnTheCommandLineIsRefusedWithoutRepeatingIt) {
  const auto refused = pgctl_.run({"key", "verify", issued_.secret});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, Not(HasSubstr(issued_.secret.substr(8, 32))));
}

}  // namespace
}  // namespace pay200
