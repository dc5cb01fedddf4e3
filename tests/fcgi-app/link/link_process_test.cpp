#include <chrono>
#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <sys/types.h>

#include "core/acquirer/link_client.hpp"
#include "core/card_vault/card_vault.hpp"
#include "core/platform/config.hpp"
#include "dev/private_file.hpp"
#include "dev/process.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/running_sandbox.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/together.hpp"

// The link as the process it is, for what only a process can suffer.

namespace pay200 {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kTimeoutMs = 20'000;

std::string without_user(const std::string& conninfo) {
  return std::regex_replace(conninfo, std::regex(" *user=[a-z0-9_]+"), "");
}

class LinkProcessTest : public testing::Test {
 protected:
  LinkProcessTest() {
    const std::string secrets = new_secrets_text();
    dev::write_private_file(path("secrets.toml"), secrets);
    dev::write_private_file(path("pay200.toml"), config_text());
    dev::ProcessOptions options;
    options.argv = {PAY200_BIN_DIR "/pay200-fcgi", "--config", path("pay200.toml"), "--role=link"};
    options.output = path("log");
    master_ = dev::Process::start(options);
    client_ = std::make_unique<LinkClient>(path("link.sock"));
    EXPECT_TRUE(becomes_ready()) << log();
    const auto keys = load_secrets(path("secrets.toml"), SecretsFor::kLink);
    vault_ = std::make_unique<CardVault>(keys->key_encryption_key, keys->pan_hmac_key);
    vault_->load(world_.database().link(), system_clock().now());
  }

  std::string path(const char* name) const { return (directory_.path() / name).string(); }

  std::string log() const {
    std::ostringstream text;
    text << std::ifstream(path("log")).rdbuf();
    return text.str();
  }

  std::string config_text() {
    return "secrets_file = \"" + path("secrets.toml") + "\"\n" +  //
           "[database]\nconninfo = \"" + without_user(world_.database().conninfo("pay200_link")) +
           "\"\n" + "[fcgi]\nsocket = \"" + path("fcgi.sock") + "\"\n" +  //
           "[link]\nsocket = \"" + path("link.sock") + "\"\n" +           //
           "[[acquirer]]\nname = \"sandbox\"\nhost = \"127.0.0.1\"\nport = " +
           std::to_string(sandbox_.port()) +
           "\nterminals = [\"TERM0001\"]\nacquirer_id = \"12345\"\nonly_test = true\n";
  }

  bool becomes_ready() {
    const auto end = steady_clock::now() + std::chrono::seconds(20);
    while (steady_clock::now() < end) {
      const auto status = client_->status();
      if (status.ok() && status.value().at(0).ready) return true;
      static_cast<void>(master_.wait(milliseconds(20)));
    }
    return false;
  }

  pid_t link_pid() const {
    const std::string pid = std::to_string(master_.pid());
    pid_t child = 0;
    std::ifstream("/proc/" + pid + "/task/" + pid + "/children") >> child;
    return child;
  }

  AttemptId confirmed() {
    world_.now = system_clock().now();
    const auto payment = world_.bring_to(PaymentState::kHeld);
    auto attempt = world_.new_attempt();
    const auto sealed = vault_->seal(attempt.card.id, "4242424242424242");
    attempt.card.pan_nonce = sealed.nonce;
    attempt.card.pan_ciphertext = sealed.ciphertext;
    attempt.card.key_version = sealed.key_version;
    attempt.slot = client_->reserve_slot(false).value();
    attempt.deadline_at = world_.now + milliseconds(kTimeoutMs);
    EXPECT_EQ(world_.begin(payment.key, attempt).outcome, "started");
    return attempt.id;
  }

  AcquirerOutcome pay(AttemptId attempt_id) {
    return client_->pay(world_.merchant_id, attempt_id,
                        system_clock().now() + milliseconds(kTimeoutMs));
  }

  test::PaymentWorld world_;
  test::RunningSandbox sandbox_;
  test::TemporaryDirectory directory_;
  dev::Process master_;
  std::unique_ptr<LinkClient> client_;
  std::unique_ptr<CardVault> vault_;
};

TEST_F(LinkProcessTest, KilledWithAPaymentInFlightItLeavesItUnknownAtOnceAndComesBack) {
  const auto attempt = confirmed();
  sandbox_.control().set_reply_delay_ms(60'000);
  steady_clock::time_point killed;
  const auto outcomes = test::results_together(2, [&](std::size_t who) -> AcquirerOutcome {
    if (who == 0) return pay(attempt);
    while (sandbox_.control().status().at("in_flight") != 1) {
    }
    killed = steady_clock::now();
    ::kill(link_pid(), SIGKILL);
    return {};
  });
  EXPECT_EQ(outcomes[0].kind, OutcomeKind::kUnknown) << outcomes[0].why;
  EXPECT_LT(steady_clock::now() - killed, milliseconds(kTimeoutMs / 2));
  sandbox_.control().set_reply_delay_ms(0);
  ASSERT_TRUE(becomes_ready()) << log();
  EXPECT_EQ(pay(confirmed()).response_code, "00");
}

TEST_F(LinkProcessTest, NothingOfACardNumberIsInItsLog) {
  EXPECT_EQ(pay(confirmed()).response_code, "00");
  const auto card_id = CardId::make(system_clock().now());
  const auto deadline = system_clock().now() + milliseconds(kTimeoutMs);
  EXPECT_TRUE(
      client_->verify_and_seal(card_id, {"5555555555554444", "4912"}, "918", false, deadline).ok());
  EXPECT_EQ(master_.stop(), 0);
  const std::string text = log();
  EXPECT_NE(text.find("acquirer_signed_on"), std::string::npos);
  for (const char* secret : {"424242424242", "555555555555", "9203918", "\"918\""}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace pay200
