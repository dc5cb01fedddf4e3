#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/secrets.hpp"
#include "core/settlement/payout_account.hpp"
#include "dev/private_file.hpp"
#include "tests/pgctl/commands/webhook_world.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string key(char letter) { return std::string(32, letter); }

/// Sealed by webhook key 'w' and payout key 'p' of before.toml; the secrets file has new ones.
class SecretsResealTest : public testing::Test {
 protected:
  SecretsResealTest() {
    write(before_, key('w'), key('p'));
    write(pgctl_.secrets_file(), key('W'), key('P'));
    const auto number = parse_account_number("004-12345678").value();
    accounts_.set_account(merchant_.id, number, "데모 상점", key('p'), "somebody").value();
  }

  static void write(const std::string& file, const std::string& webhook,
                    const std::string& payout) {
    std::string text = new_secrets_text();
    const auto put = [&](const std::string& entry, const std::string& value) {
      const auto at = text.find("\n" + entry + " = ") + 1;
      text.replace(at, text.find('\n', at) - at,
                   entry + " = \"" + crypto::base64_encode(value) + "\"");
    };
    put("webhook_key", webhook);
    put("payout_key", payout);
    dev::write_private_file(file, text);
  }
  dev::Finished reseal(std::vector<std::string> more = {"--yes"}) {
    more.insert(more.begin(), {"secrets", "reseal", "--before", before_});
    return pgctl_.run(more);
  }
  /// Of the endpoint, as the relay opens them: the newest first.
  std::vector<std::string> secrets_by(char webhook_key) {
    service_.send_test(merchant_.id, endpoint_.endpoint.id).value();
    WebhookQueue queue(database_.relay(), system_clock(), key(webhook_key),
                       std::chrono::seconds(0));
    return queue.claim({merchant_.id, endpoint_.endpoint.id}, 10).back().secrets;
  }

  TestDatabase database_;
  Pgctl pgctl_{database_};
  const std::string before_ = pgctl_.directory() / "before.toml";
  Merchant merchant_ = add_merchant(database_, "한빛서점");
  WebhookService service_{database_.api(), system_clock(), key('w'), false};
  Answered<WebhookService::WithSecret> endpoint_ =
      service_.create_endpoint({merchant_.id, "https://shop.example/hook", {}, {}}).value();
  PayoutAccounts accounts_{database_.operators(), system_clock()};
};

TEST_F(SecretsResealTest, WhatWasSealedOpensByTheNewKeysAlone) {
  const auto rotated =
      service_.rotate_secret(merchant_.id, endpoint_.endpoint.id, std::chrono::hours(1));
  const auto done = reseal({"--yes", "--output", "json"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(json::parse(done.out), json::parse(R"({"webhookSecrets": 2, "accountNumbers": 1})"));
  EXPECT_EQ(secrets_by('W'), (std::vector{rotated.value().secret, endpoint_.secret}));
  EXPECT_TRUE(secrets_by('w').empty());
  const auto account = accounts_.find_account(merchant_.id).value();
  EXPECT_EQ(accounts_.number_of(merchant_.id, account.id, key('P')), "12345678");
  EXPECT_FALSE(accounts_.number_of(merchant_.id, account.id, key('p')));
}

TEST_F(SecretsResealTest, CalledAgainItFindsNothingToDo) {
  reseal();
  const auto again = reseal({"--yes", "--output", "json"});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(json::parse(again.out), json::parse(R"({"webhookSecrets": 0, "accountNumbers": 0})"));
  EXPECT_EQ(secrets_by('W'), std::vector{endpoint_.secret});
}

TEST_F(SecretsResealTest, ADryRunChangesNothing) {
  const auto dry = reseal({"--dry-run", "--output", "json"});
  EXPECT_EQ(dry.status, 0) << dry.err;
  EXPECT_EQ(json::parse(dry.out)["webhookSecrets"], 1);
  EXPECT_THAT(dry.err, HasSubstr("nothing was changed"));
  EXPECT_EQ(secrets_by('w'), std::vector{endpoint_.secret});
}

TEST_F(SecretsResealTest, WithoutNewKeysItSaysSo) {
  write(pgctl_.secrets_file(), key('w'), key('p'));
  const auto same = reseal();
  EXPECT_EQ(same.status, 5);
  EXPECT_THAT(same.err, HasSubstr("put the new ones into it first"));
}

TEST_F(SecretsResealTest, WhatNeitherOpensIsNamedAndLeft) {
  write(before_, key('x'), key('p'));
  const auto done = reseal();
  EXPECT_EQ(done.status, 1);
  EXPECT_EQ(done.out, "");
  EXPECT_THAT(done.err, HasSubstr("1 went over"));
  EXPECT_THAT(done.err, HasSubstr("webhook endpoint " + to_text(endpoint_.endpoint.id)));
  EXPECT_EQ(secrets_by('w'), std::vector{endpoint_.secret});
}

TEST_F(SecretsResealTest, TheAuditChainHasIt) {
  reseal();
  const auto acts = pgctl_.run({"audit", "list", "--merchant", to_text(merchant_.id)});
  EXPECT_THAT(acts.out, HasSubstr("reseal"));
}

}  // namespace
}  // namespace pay200::test
