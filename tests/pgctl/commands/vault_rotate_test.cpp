#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/commands/vault_world.hpp"
#include "tests/support/comes_true.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class VaultRotateTest : public testing::Test {
 protected:
  dev::Finished rotate(std::vector<std::string> more) {
    more.insert(more.begin(), {"vault", "rotate"});
    return world_.pgctl().run(more);
  }
  std::string acts() {
    return world_.database().execute(
        "SELECT verb || ' ' || subject FROM pay200.audit_act WHERE noun = 'vault' ORDER BY seq");
  }
  std::string keys() {
    return world_.database().execute(
        "SELECT string_agg(key_version::text, ' ' ORDER BY key_version) FROM pay200.data_key");
  }

  test::VaultWorld world_;
};

TEST_F(VaultRotateTest, EverythingGoesOverAndTheOldKeyIsForgotten) {
  world_.add_cards(25);
  world_.start_link();
  const auto rotated = rotate({"--yes", "--output", "json"});
  ASSERT_EQ(rotated.status, 0) << rotated.err;
  const json vault = json::parse(rotated.out);
  EXPECT_EQ(vault["rotation"], "done");
  EXPECT_EQ(vault["toVersion"], 2);
  EXPECT_EQ(vault["resealed"], 25);
  EXPECT_EQ(vault["keys"][0]["cards"], 0);
  EXPECT_EQ(vault["keys"][1]["cards"], 25);

  const auto early = rotate({"--retire", "--yes"});
  EXPECT_EQ(early.status, 5);
  EXPECT_THAT(early.err, HasSubstr("done less than an hour ago"));
  world_.let_hours_pass();
  EXPECT_EQ(rotate({"--retire", "--dry-run"}).status, 0);
  EXPECT_EQ(keys(), "1 2\n");
  EXPECT_EQ(rotate({"--retire"}).status, 2) << "nobody is there to ask";
  const auto retired = rotate({"--retire", "--yes", "--output", "json"});
  ASSERT_EQ(retired.status, 0) << retired.err;
  EXPECT_EQ(json::parse(retired.out)["keys"].size(), 1U);
  EXPECT_EQ(keys(), "2\n");
  const auto again = rotate({"--retire", "--yes"});
  EXPECT_EQ(again.status, 0);
  EXPECT_THAT(again.err, HasSubstr("there is no older key"));
  EXPECT_EQ(acts(), "rotate 2\nretire 2\n");
}

TEST_F(VaultRotateTest, CalledAgainItWaitsForTheSameRotation) {
  world_.add_cards(3);
  EXPECT_EQ(rotate({"--yes", "--no-wait"}).status, 0);
  EXPECT_EQ(rotate({"--retire", "--yes"}).status, 0) << "no link has made the new key yet";
  world_.start_link_when_waited_for();
  const auto waited = rotate({});  // asks nobody: it is asked for already
  EXPECT_EQ(waited.status, 0) << waited.err;
  EXPECT_THAT(waited.err, HasSubstr("a rotation was on its way"));
  EXPECT_EQ(acts(), "rotate 2\n");
}

TEST_F(VaultRotateTest, WhatASlowRequestHasLeftUnderAnOldKeyIsBroughtOverFirst) {
  world_.add_cards(3);
  world_.database().execute("CREATE TABLE public.read_before AS SELECT * FROM pay200.card LIMIT 1");
  world_.start_link();
  EXPECT_EQ(rotate({"--yes"}).status, 0);
  world_.database().execute(
      "UPDATE pay200.card c SET key_version = b.key_version, pan_nonce = b.pan_nonce, "
      "pan_ciphertext = b.pan_ciphertext FROM public.read_before b WHERE b.card_id = c.card_id");
  world_.let_hours_pass();
  const auto in_use = rotate({"--retire", "--yes"});
  EXPECT_EQ(in_use.status, 5);
  EXPECT_THAT(in_use.err, HasSubstr("still under an older key"));
  EXPECT_TRUE(test::comes_true([this] {
    return world_.database().execute("SELECT state FROM pay200.vault_rotation") == "done\n";
  }));
  EXPECT_EQ(rotate({"--retire", "--yes"}).status, 5) << "an hour later";
  world_.let_hours_pass();
  EXPECT_EQ(rotate({"--retire", "--yes"}).status, 0);
  EXPECT_EQ(keys(), "2\n");
}

TEST_F(VaultRotateTest, ADryRunChangesNothing) {
  world_.add_cards(3);
  const auto tried = rotate({"--dry-run"});
  EXPECT_EQ(tried.status, 0) << tried.err;
  EXPECT_THAT(tried.err, HasSubstr("3 card numbers would go over to a new data key"));
  EXPECT_EQ(rotate({"--dry-run", "--retire"}).status, 0);
  EXPECT_EQ(world_.database().execute("SELECT count(*) FROM pay200.vault_rotation"), "0\n");
}

TEST_F(VaultRotateTest, APersonIsAskedAndSeesHowFarItIs) {
  world_.add_cards(60);
  const auto asked = world_.pgctl().at_terminal({"vault", "rotate"}, {"n"});
  EXPECT_EQ(asked.status, 1);
  EXPECT_THAT(asked.out, HasSubstr("Bring all card numbers under a new data key?"));
  EXPECT_EQ(acts(), "");
  world_.start_link_when_waited_for();
  const auto done = world_.pgctl().at_terminal({"vault", "rotate"}, {"y"});
  EXPECT_EQ(done.status, 0) << done.out;
  EXPECT_THAT(done.out, HasSubstr("resealing"));
}

TEST_F(VaultRotateTest, WithoutATerminalNobodyIsAsked) {
  EXPECT_EQ(rotate({}).status, 2);
  EXPECT_EQ(acts(), "");
}

}  // namespace
}  // namespace pay200
