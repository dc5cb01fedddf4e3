#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/api_key/api_key_service.hpp"
#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class KeyListTest : public testing::Test {
 protected:
  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
  ApiKeyService keys_{database_.operators(), system_clock()};
  Merchant merchant_ = test::add_merchant(database_, "한빛서점");
  std::string id_ = to_text(merchant_.id);
};

TEST_F(KeyListTest, AListShowsEnoughToTellKeysApartAndNoMore) {
  const auto first = keys_.issue_api_key(merchant_.id, KeyKind::kSecret).value();
  const auto second = keys_.issue_api_key(merchant_.id, KeyKind::kClient).value();
  ASSERT_TRUE(keys_.revoke_api_key(first.key.id));
  const auto listed = pgctl_.run({"key", "list", "--merchant", id_, "--output", "csv"});
  EXPECT_EQ(listed.status, 0);
  EXPECT_EQ(listed.err, "");
  const auto revoked_at = keys_.get_api_key(first.key.id)->revoked_at;
  EXPECT_EQ(listed.out, "key,masked,kind,state,createdAt,revokedAt,expiresAt,successor\n" +
                            to_text(second.key.id) + ",test_ck_..." + second.key.last_four +
                            ",client,active," + to_iso8601(second.key.created_at) + ",,,\n" +
                            to_text(first.key.id) + ",test_sk_..." + first.key.last_four +
                            ",secret,revoked," + to_iso8601(first.key.created_at) + "," +
                            to_iso8601(*revoked_at) + ",,\n");
  EXPECT_THAT(listed.out, Not(HasSubstr(first.secret.substr(8, 32))));
}

TEST_F(KeyListTest, ARotatedKeySaysUntilWhenItWorks) {
  const auto old = keys_.issue_api_key(merchant_.id, KeyKind::kSecret).value();
  ASSERT_TRUE(keys_.rotate_api_key(old.key.id, std::chrono::hours(1)).value());
  const auto ends = keys_.get_api_key(old.key.id)->expires_at;
  const auto listed = pgctl_.at_terminal({"key", "list", "--merchant", id_});
  EXPECT_THAT(listed.out, HasSubstr("until " + to_seoul_text(*ends)));
  EXPECT_THAT(test::lines_over_80_columns(listed.out), IsEmpty());
  database_.execute("UPDATE pay200.api_key SET expires_at = created_at WHERE expires_at > now()");
  EXPECT_THAT(pgctl_.run({"key", "list", "--merchant", id_}).out, HasSubstr("expired"));
}

TEST_F(KeyListTest, ATerminalOf80ColumnsShowsTheIdsWhole) {
  const auto issued = keys_.issue_api_key(merchant_.id, KeyKind::kSecret).value();
  const auto listed = pgctl_.at_terminal({"key", "list", "--merchant", id_});
  EXPECT_THAT(listed.out, HasSubstr(to_text(issued.key.id)));
  EXPECT_THAT(test::lines_over_80_columns(listed.out), IsEmpty());
}

TEST_F(KeyListTest, AMerchantWithoutKeysIsSaidToHaveNone) {
  EXPECT_EQ(pgctl_.run({"key", "list", "--merchant", id_}).out,
            "한빛서점 (" + id_ + ") has no keys. `pgctl key issue` makes one.\n");
  EXPECT_EQ(pgctl_.run({"key", "list", "--merchant", "mer_0000000g"}).status, 4);
}

}  // namespace
}  // namespace pay200
