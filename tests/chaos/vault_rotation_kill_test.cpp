#include <csignal>
#include <fstream>
#include <future>
#include <regex>
#include <set>
#include <sstream>

#include "core/card_vault/vault_rotation.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/secrets.hpp"
#include "dev/private_file.hpp"
#include "dev/vault_rows.hpp"
#include "tests/chaos/load.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using std::chrono::seconds;

constexpr int kCards = 1'000;

/// `pgctl vault rotate` while shoppers pay, the link and the command killed in the midst of it.
/// (A hundred thousand cards: pay200-dev bench-rotation.)
class VaultRotationKillTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    armed_ = std::make_unique<TemporaryDirectory>();
    dev::StackOptions options;
    options.api_workers = 1;
    options.acquirer_timeout_ms = 2'000;
    options.recovery_grace_ms = 500;
    options.recovery_poll_ms = 100;
    options.gateway_environment = {{"PAY200_FAIL_POINT_DIRECTORY", armed_->path().string()}};
    start_stack(options);
  }
  static void TearDownTestSuite() {
    WholeStackTest::TearDownTestSuite();
    armed_.reset();
  }

  static std::string sql(const std::string& text) {
    return stack().postgres().execute(text, "pay200");
  }
  static db::DatabaseOptions as(const std::string& role) {
    db::DatabaseOptions options;
    options.conninfo = stack().conninfo(role);
    options.connections = 1;
    return options;
  }
  static std::unique_ptr<CardVault> open_vault(db::Database& link) {
    const auto keys = load_secrets(stack().secrets_path().string(), SecretsFor::kLink);
    auto vault = std::make_unique<CardVault>(keys->key_encryption_key, keys->pan_hmac_key);
    vault->load(link, system_clock().now());
    return vault;
  }
  /// Of shoppers who do nothing.
  static void add_cards() {
    db::Database link(as("pay200_link"));
    const auto vault = open_vault(link);
    std::string rows;
    for (int i = 0; i < kCards; ++i) {
      const CardId id = CardId::make(system_clock().now());
      const auto sealed = vault->seal(id, "4000001234567899");
      if (i > 0) rows += ",";
      rows += dev::sealed_card_row(id, sealed, "400000", "7899");
    }
    sql(dev::kInsertSealedCards + rows);
  }
  static std::filesystem::path place() { return armed_->path() / "link_after_reseal"; }
  /// The next link that has resealed a batch waits behind it.
  static void hold_behind_a_batch() { std::ofstream(place()) << "hold\n"; }
  static void wait_until_held() {
    ASSERT_TRUE(comes_true([] { return !std::filesystem::exists(place()); }))
        << "no rotation has come there";
    EXPECT_EQ(sql("SELECT state || ' ' || stage FROM pay200.vault_rotation"), "resealing card\n");
  }
  static void let_go() { std::ofstream(place().string() + ".go") << "\n"; }
  /// Behind its batch; the one that comes in its place waits likewise.
  static void kill_the_held_link() {
    wait_until_held();
    hold_behind_a_batch();
    for (const pid_t pid : stack().pids_of("link")) ::kill(pid, SIGKILL);
  }
  /// A pgctl looks before it asks for the rotation, and then again and again.
  static bool is_waited_for() {
    std::set<std::string> looks;
    return comes_true([&looks] {
      const std::string look =
          sql("SELECT query_start FROM pg_stat_activity WHERE datname = current_database() AND "
              "application_name LIKE 'pgctl:%' AND query LIKE '%FROM vault_rotation%'");
      if (!look.empty()) looks.insert(look);
      return looks.size() > 2;
    });
  }
  /// The command, as somebody calls it who does not see its end.
  static void begin_and_kill_the_command() {
    dev::ProcessOptions command;
    command.argv = {stack().program("pgctl").string(),
                    "--config",
                    stack().config_path().string(),
                    "vault",
                    "rotate",
                    "--yes"};
    command.output = stack().directory() / "log" / "pgctl.log";
    dev::Process running = dev::Process::start(command);
    EXPECT_TRUE(
        comes_true([] { return sql("SELECT count(*) FROM pay200.vault_rotation") == "1\n"; }));
    running.signal(SIGKILL);
    EXPECT_EQ(running.wait(seconds(5)), 128 + SIGKILL);
  }
  static void restart_gateway() {
    stack().stop_part(dev::Part::kGateway);
    stack().start_part(dev::Part::kGateway);
    ASSERT_TRUE(stack().wait_until_ready(seconds(20)));
  }
  static std::string with_new_key_encryption_key(const std::filesystem::path& secrets) {
    std::ostringstream text;
    text << std::ifstream(secrets).rdbuf();
    return std::regex_replace(
        text.str(), std::regex("key_encryption_key = \"[^\"]*\""),
        "key_encryption_key = \"" + crypto::base64_encode(crypto::random_bytes(32)) + "\"");
  }
  static std::string versions(const std::string& table) {
    return sql("SELECT string_agg(DISTINCT key_version::text, ' ') FROM pay200." + table);
  }

  static inline std::unique_ptr<TemporaryDirectory> armed_;
};

TEST_F(VaultRotationKillTest, KilledAndResumedItEndsTheSameWhileShoppersPay) {
  add_cards();
  App app = new_app();
  const std::string paid_before = paid_by(app);
  Load load;
  std::vector<std::pair<dev::ShopClient, App>> clients;
  clients.emplace_back(same_shop(), app.another());
  clients.emplace_back(same_shop(), new_app());
  load.start(std::move(clients));

  hold_behind_a_batch();
  begin_and_kill_the_command();
  kill_the_held_link();
  kill_the_held_link();
  wait_until_held();
  ASSERT_TRUE(stack().wait_until_ready(seconds(20)));
  std::this_thread::sleep_for(seconds(2));  // what was in flight with the link ends as it may
  load.expect_calm();
  EXPECT_TRUE(comes_true([&load, paid = load.paid()] { return load.paid() > paid; }))
      << "payments wait for the rotation";
  auto finishing =
      std::async(std::launch::async, [] { return stack().pgctl({"vault", "rotate", "--yes"}); });
  EXPECT_TRUE(is_waited_for());
  let_go();
  const auto finished = finishing.get();
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_NE(finished.err.find("a rotation was on its way"), std::string::npos) << finished.err;
  const auto seen = load.stop();
  for (const auto& one : seen.told) told(one.payment_key, one.what);
  for (const auto& surprise : seen.surprises) ADD_FAILURE() << surprise;

  for (const char* table : {"card", "attempt"}) EXPECT_EQ(versions(table), "2\n") << table;
  sql(dev::kRotationOfTwoHoursAgo);
  const auto retired = stack().pgctl({"vault", "rotate", "--retire", "--yes"});
  EXPECT_EQ(retired.status, 0) << retired.err;
  EXPECT_EQ(sql("SELECT string_agg(key_version::text, ' ') FROM pay200.data_key"), "2\n");
  restart_gateway();
  paid_by(app);
  const auto canceled = shop().cancel_payment(paid_before, "단순 변심");
  EXPECT_EQ(canceled.status, 200) << canceled.summary();
  told(paid_before, dev::Told::What::kCanceled);
}

TEST_F(VaultRotationKillTest, WithAnotherKeyEncryptionKeyTheOldSecretsFileCanGo) {
  App app = new_app();
  paid_by(app);
  const auto secrets = stack().secrets_path();
  const auto old = stack().directory() / "old.toml";
  std::filesystem::rename(secrets, old);
  dev::write_private_file(secrets, with_new_key_encryption_key(old));
  const dev::Finished done =
      dev::run({.argv = {stack().program("pay200-fcgi").string(), "--config",
                         stack().config_path().string(), "--rewrap-data-keys", old.string()}});
  EXPECT_EQ(done.status, 0) << done.err;
  paid_by(app);  // the link that runs notices nothing
  std::filesystem::remove(old);
  restart_gateway();
  paid_by(app);
  EXPECT_EQ(stack().pgctl({"vault", "rotate", "--yes"}).status, 0);
  paid_by(app);
}

}  // namespace
}  // namespace pay200::test
