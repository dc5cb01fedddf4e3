#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/commands/vault_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class VaultStatusTest : public testing::Test {
 protected:
  test::VaultWorld world_;
};

TEST_F(VaultStatusTest, WhatIsUnderEachKeyIsCounted) {
  world_.add_cards(3);
  const auto seen = world_.pgctl().run({"vault", "status", "--output", "json"});
  EXPECT_EQ(seen.status, 0) << seen.err;
  const json vault = json::parse(seen.out);
  EXPECT_EQ(vault["rotation"], "none");
  EXPECT_EQ(vault["toVersion"], nullptr);
  ASSERT_EQ(vault["keys"].size(), 1U);
  EXPECT_EQ(vault["keys"][0]["keyVersion"], 1);
  EXPECT_EQ(vault["keys"][0]["cards"], 3);
  EXPECT_EQ(vault["keys"][0]["attempts"], 0);
}

TEST_F(VaultStatusTest, ARotationThatNoLinkHasTakenUpIsAsked) {
  EXPECT_EQ(world_.pgctl().run({"vault", "rotate", "--yes", "--no-wait"}).status, 0);
  const auto seen = world_.pgctl().run({"vault", "status"});
  EXPECT_THAT(seen.out, HasSubstr("asked"));
}

TEST_F(VaultStatusTest, BeforeAnyLinkThereIsNoKey) {
  world_.database().execute("DELETE FROM pay200.data_key");
  const auto seen = world_.pgctl().run({"vault", "status"});
  EXPECT_EQ(seen.status, 0) << seen.err;
  EXPECT_THAT(seen.out, HasSubstr("There is no key yet"));
}

}  // namespace
}  // namespace pay200
