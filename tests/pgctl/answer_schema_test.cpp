#include "tests/pgctl/answer_schema.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "core/webhook/webhook_service.hpp"
#include "pgctl/commands/commands.hpp"
#include "tests/pgctl/pgctl.hpp"
#include "tests/support/cleared_day.hpp"
#include "tests/support/clearing_day.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kWebhookKey = "fedcba9876543210fedcba9876543210";

/// Commands that need more of a world than there is here: where their answers are seen. Pgctl::run
/// holds every JSON that it gets against the schema.
const std::map<std::string, std::string> kSeenElsewhere = {
    {"webhook listen", "webhook_listen_test.cpp"},
    {"sandbox fault", "sandbox_fault_test.cpp"},
    {"vault status", "vault_status_test.cpp"},
    {"vault rotate", "vault_rotate_test.cpp"},
    {"secrets reseal", "secrets_reseal_test.cpp"},
    {"audit list", "audit_list_test.cpp"},
    {"audit verify", "audit_verify_test.cpp"},
    {"holiday load", "holiday_load_test.cpp"},
    {"settle run", "settle_run_test.cpp"},
    {"settle show", "settle_show_test.cpp"},
    {"settle trust", "settle_trust_test.cpp"},
    {"payout send", "payout_send_test.cpp"},
    {"payout confirm", "payout_confirm_test.cpp"},
    {"payout return", "payout_confirm_test.cpp"},
    {"day close", "reconcile_run_test.cpp"},
    {"day status", "reconcile_run_test.cpp"},
    {"reconcile run", "reconcile_run_test.cpp"},
    {"reconcile show", "reconcile_run_test.cpp"},
    {"reconcile list", "reconcile_run_test.cpp"},
    {"reconcile close", "reconcile_run_test.cpp"},
    {"dispute list", "dispute_accept_test.cpp"},
    {"dispute show", "dispute_accept_test.cpp"},
    {"dispute accept", "dispute_accept_test.cpp"},
    {"dispute contest", "dispute_accept_test.cpp"},
    {"sandbox close-day", "sandbox_close_day_test.cpp"},
};

std::vector<std::string> all_commands() {
  pgctl::CommandTree tree;
  add_commands(tree);
  std::vector<std::string> names;
  for (const auto& command : tree.commands()) {
    const auto& texts = test::kCommandsWithText;
    if (std::find(texts.begin(), texts.end(), command.name()) == texts.end()) {
      names.push_back(command.name());
    }
  }
  return names;
}

std::string file_name(std::string command) {
  std::replace(command.begin(), command.end(), ' ', '-');
  return command + ".json";
}

class AnswerSchemaTest : public testing::Test {
 protected:
  /// The answer, which Pgctl holds against the schema.
  json answer(std::vector<std::string> arguments, int status = 0,
              std::optional<std::string> input = {}) {
    return answer_of(pgctl_, std::move(arguments), status, std::move(input));
  }
  json answer_of(test::Pgctl& pgctl, std::vector<std::string> arguments, int status = 0,
                 std::optional<std::string> input = {}) {
    seen_.insert(test::command_of(arguments));
    arguments.insert(arguments.end(), {"--output", "json"});
    const auto ended = pgctl.run(arguments, std::move(input));
    std::string typed;
    for (const auto& word : arguments) typed += word + " ";
    EXPECT_EQ(ended.status, status) << typed << ended.err;
    EXPECT_NE(ended.out, "") << typed << ended.err;
    return json::parse(ended.out, nullptr, false);
  }

  void merchants_and_keys();
  void payments();
  void users();
  void webhooks();
  void days();
  void settlements();
  void database();

  test::PaymentWorld world_;
  test::Pgctl pgctl_{world_.database()};
  const std::string shop_ = to_text(world_.merchant_id);
  std::set<std::string> seen_;
};

void AnswerSchemaTest::merchants_and_keys() {
  const auto added =
      answer({"merchant", "add", "--name", "한빛서점", "--business-number", "220-81-62517",
              "--allow-origin", "https://shop.example", "--refund-limit", "100000"});
  const std::string merchant = added["merchant"];
  answer({"merchant", "list"});
  answer({"merchant", "show", merchant});
  answer({"merchant", "update", merchant, "--fee-basis-points", "250", "--dry-run"});
  answer({"merchant", "update", merchant, "--fee-basis-points", "250", "--yes"});
  answer({"merchant", "suspend", merchant, "--reason", "case 311", "--yes"});
  const auto key = answer({"key", "issue", "--merchant", merchant, "--kind", "secret"});
  answer({"key", "verify"}, 0, key["secret"].get<std::string>() + "\n");
  answer({"key", "verify"}, 3, "test_sk_nonsense\n");
  answer({"merchant", "resume", merchant, "--reason", "closed", "--yes"});
  answer({"key", "issue", "--merchant", merchant, "--kind", "client", "--dry-run"});
  answer({"key", "rotate", key["key"], "--dry-run"});
  const auto successor = answer({"key", "rotate", key["key"], "--yes"});
  answer({"key", "revoke", successor["key"], "--dry-run"});
  answer({"key", "revoke", successor["key"], "--yes"});
  answer({"key", "list", "--merchant", merchant});
}

void AnswerSchemaTest::payments() {
  const std::string paid = to_text(world_.bring_to(PaymentState::kApproved).key);
  const std::string canceled = to_text(world_.bring_to(PaymentState::kCanceled).key);
  const std::string unknown = to_text(world_.bring_to(PaymentState::kUnknown).key);
  world_.now = system_clock().now();  // this one has not expired
  const std::string waiting = to_text(world_.bring_to(PaymentState::kReady).key);
  const auto found = answer({"tx", "search", "--limit", "1"});
  answer({"tx", "search", "--name", "nothing like it"});
  answer({"tx", "export"});
  answer({"payment", "list", "--status", "UNKNOWN"});
  answer({"tx", "show", found["items"][0]["transaction"]});
  answer({"tx", "show", canceled});
  for (const auto& payment : {paid, canceled, unknown, waiting}) {
    answer({"payment", "timeline", payment});
  }
  answer({"tx", "cancel", paid, "--reason", "out of stock", "--dry-run"});
  answer({"tx", "cancel", waiting, "--reason", "out of stock", "--yes"});
  for (const std::vector<std::string>& refund :
       {std::vector<std::string>{"tx", "refund"}, {"refund"}}) {
    auto words = refund;
    words.insert(words.end(), {paid, "--amount", "1000", "--expect-balance", "11000", "--reason",
                               "one cup", "--dry-run"});
    answer(words);
  }
  answer({"payment", "resolve", unknown, "--as", "reversed", "--evidence", "letter", "--dry-run"});
  answer({"payment", "resolve", unknown, "--as", "reversed", "--evidence", "letter", "--yes"});
}

void AnswerSchemaTest::users() {
  const std::string secrets = "correct horse\n135790\n";
  answer({"user", "add", "--shopper", "--login", "new@example.com", "--name", "김민아"}, 0,
         secrets);
  answer({"user", "lock", "--login", "new@example.com", "--yes"});
  answer({"user", "unlock", "--login", "new@example.com"});
  answer({"user", "reset-password", "--login", "new@example.com", "--yes"}, 0, secrets);
  const std::vector<std::string> staff = {"--staff", "--login", "jun@shop.example"};
  const auto with_staff = [&staff](std::vector<std::string> words,
                                   const std::vector<std::string>& more) {
    words.insert(words.end(), staff.begin(), staff.end());
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  answer(with_staff({"user", "add"}, {"--name", "이준", "--merchant", shop_, "--role", "owner"}));
  answer(with_staff({"user", "lock"}, {"--yes"}));
  answer(with_staff({"user", "unlock"}, {}));
  answer(with_staff({"user", "reset-password"}, {"--yes"}));
}

void AnswerSchemaTest::webhooks() {
  WebhookService service(world_.api(), system_clock(), kWebhookKey, false);
  const auto endpoint =
      service.create_endpoint({world_.merchant_id, "https://shop.example/hook", {}, {}}).value();
  const std::string webhook =
      to_text(service.send_test(world_.merchant_id, endpoint.endpoint.id).value().key);
  answer({"webhook", "list", "--merchant", shop_});
  answer({"webhook", "list", "--merchant", shop_, "--endpoints"});
  answer({"webhook", "resend", webhook});
  const std::string body = pgctl_.directory() / "body.json";
  std::ofstream(body) << "{}";
  answer({"webhook", "verify", "--id", webhook, "--timestamp", "1764126000", "--signature", "v1,x",
          "--body", body},
         3, "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\n");
}

/// A day with a payment that its file does not have, and a sale that is disputed.
void AnswerSchemaTest::days() {
  test::PaymentWorld world;
  test::Pgctl pgctl(world.database());
  std::ofstream(pgctl.config_file(), std::ios::app)
      << "\n[[acquirer]]\nname = \"sandbox\"\nhost = \"127.0.0.1\"\nport = 1\nterminals = "
         "[\"PAY20001\"]\nacquirer_id = \"12345\"\nonly_test = true\n";
  test::ClearingDay clearing(world);
  const auto sale = clearing.sale_of(world.bring_to(PaymentState::kApproved));
  world.bring_to(PaymentState::kApproved);
  const std::vector<sandbox::ClearingRecord> records = {sale, clearing.dispute_of(sale, "D1")};
  const auto day = world.business_day;
  const std::string on = to_text(day);
  answer_of(pgctl, {"day", "close", "--day", on});
  answer_of(pgctl, {"day", "status"});
  answer_of(pgctl, {"reconcile", "run", "--day", on, "--file", clearing.write(records, day)}, 8);
  answer_of(pgctl, {"reconcile", "list"});
  answer_of(pgctl, {"reconcile", "show", "--day", on});
  const std::string dispute =
      answer_of(pgctl, {"dispute", "list"})["items"][0]["dispute"].get<std::string>();
  answer_of(pgctl, {"dispute", "show", dispute});
  answer_of(pgctl, {"dispute", "contest", dispute, "--evidence", "letter 7"});
  answer_of(pgctl, {"dispute", "accept", dispute, "--dry-run"});
  answer_of(pgctl, {"dispute", "accept", dispute, "--yes"});
}

void AnswerSchemaTest::settlements() {
  test::PaymentWorld world;
  test::Pgctl pgctl(world.database());
  world.bring_to(PaymentState::kApproved);
  test::clear_day(world.database(), {to_text(world.business_day)});
  const std::string shop = to_text(world.merchant_id);
  const std::string last = "2026-12-31";
  answer_of(pgctl, {"merchant", "update", shop, "--payout-account", "004-123456-01-789012",
                    "--payout-account-holder", "데모 상점", "--yes"});
  answer_of(pgctl, {"merchant", "update", shop, "--payout-account-verified", "--yes"});
  answer_of(pgctl, {"settle", "run", "--day", last, "--dry-run"});
  answer_of(pgctl, {"settle", "run", "--day", last});
  const auto made = answer_of(pgctl, {"settle", "list"});
  answer_of(pgctl, {"settle", "show", made["items"][0]["settlement"]});
  answer_of(pgctl, {"settle", "trust"});
  answer_of(pgctl, {"payout", "list"});
  answer_of(pgctl, {"payout", "list", "--account-numbers"});
  answer_of(pgctl, {"payout", "send", "--day", last, "--dry-run"});
  const auto sent = answer_of(pgctl, {"payout", "send", "--day", last, "--yes"});
  const std::string payout = sent["items"][0]["payout"];
  for (const char* end : {"confirm", "return"}) {
    answer_of(pgctl,
              {"payout", end, payout, "--reference", "20261201-1", "--day", last, "--dry-run"});
  }
  answer_of(pgctl,
            {"payout", "return", payout, "--reference", "20261201-1", "--day", last, "--yes"});
  answer_of(pgctl, {"holiday", "list", "--year", "2026"});
  const std::string file = pgctl.directory() / "2031.csv";
  std::ofstream(file) << "date,name\n2031-01-01,신정\n2031-12-25,성탄절\n";
  answer_of(pgctl, {"holiday", "load", file, "--yes"});
  answer_of(pgctl, {"audit", "list"});
  answer_of(pgctl, {"audit", "verify"});
}

void AnswerSchemaTest::database() {
  answer({"holiday", "list", "--year", "2027"});
  answer({"settle", "list"});
  answer({"payout", "list"});
  answer({"version"});
  answer({"doctor"}, 1);
  answer({"db", "status"});
  world_.database().execute("UPDATE pay200.transaction SET amount_minor = amount_minor + 1");
  answer({"db", "check"}, 8);
  world_.database().execute("DELETE FROM pay200.schema_migration WHERE name = '0002_privileges'");
  answer({"db", "status"}, 1);
  answer({"db", "migrate"});
}

TEST_F(AnswerSchemaTest, EveryCommandAnswersAsItsSchemaSays) {
  answer({"db", "check"});
  merchants_and_keys();
  payments();
  users();
  webhooks();
  days();
  settlements();
  database();
  for (const auto& command : all_commands()) {
    if (kSeenElsewhere.contains(command)) continue;
    EXPECT_TRUE(seen_.contains(command))
        << "pgctl " << command << " --output json is run nowhere: run it here, or say in "
        << "kSeenElsewhere which test does";
  }
}

TEST_F(AnswerSchemaTest, WhatIsSeenElsewhereIs) {
  for (const auto& [command, file] : kSeenElsewhere) {
    std::ostringstream text;
    text << std::ifstream(PAY200_SOURCE_DIR "/tests/pgctl/commands/" + file).rdbuf();
    EXPECT_THAT(text.str(), HasSubstr("\"--output\", \"json\"")) << command;
    EXPECT_THAT(text.str(), HasSubstr("\"" + command.substr(command.find(' ') + 1) + "\""));
  }
}

TEST_F(AnswerSchemaTest, EveryCommandHasASchemaAndEverySchemaACommand) {
  std::set<std::string> files;
  for (const auto& command : all_commands()) {
    files.insert(file_name(command));
    const json schema = test::schema_of(command);
    ASSERT_FALSE(schema.is_null())
        << "docs/schema/pgctl/" << file_name(command) << " is missing or no JSON: pgctl " << command
        << " --output json is part of the contract";
    EXPECT_EQ(schema.value("$schema", ""), "https://json-schema.org/draft/2020-12/schema");
    EXPECT_NE(schema.value("title", ""), "") << command;
  }
  for (const auto& file :
       std::filesystem::directory_iterator(PAY200_SOURCE_DIR "/docs/schema/pgctl")) {
    EXPECT_TRUE(files.contains(file.path().filename())) << file.path() << " belongs to no command";
  }
}

TEST_F(AnswerSchemaTest, WhatDoesNotFitIsNamed) {
  EXPECT_THAT(test::answer_complaints("version", R"({"version": "0.1"})"), IsEmpty());
  for (const char* wrong :
       {R"({})", R"({"version": 1})", R"({"version": "0.1", "built": "x"})", R"([])", "0.1"}) {
    EXPECT_FALSE(test::answer_complaints("version", wrong).empty()) << wrong;
  }
  EXPECT_FALSE(
      test::answer_complaints("key list", R"({"items": [{"key": "k"}], "next": null})").empty());
  EXPECT_FALSE(test::answer_complaints("tx frobnicate", "{}").empty());
}

}  // namespace
}  // namespace pay200
