// Each command of the tree typed wrong, and typed well where the world is not as it should be: the
// exit status, a cause and a next step on stderr, nothing on stdout. New commands are in it by
// being in the tree.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <unistd.h>

#include "core/api_key/api_key_service.hpp"
#include "core/platform/config.hpp"
#include "core/platform/secrets.hpp"
#include "dev/private_file.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/run.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/test_database.hpp"

namespace pay200 {
namespace {

using pgctl::CommandDescription;
using pgctl::OptionDescription;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using Words = std::vector<std::string>;

/// Of other keys than anybody's.
std::string secrets_file() {
  static const test::TemporaryDirectory directory;
  const auto path = directory.path() / "before.toml";
  if (!std::filesystem::exists(path)) dev::write_private_file(path, new_secrets_text());
  return path;
}

/// What can be typed for an argument or an option, by its name, else by its type. Ids are well
/// formed, and nothing is there under them.
const std::map<std::string, std::string> kSamples = {
    {"MERCHANT", "mer_0g7k2m1q"},
    {"--merchant", "mer_0g7k2m1q"},
    {"KEY", "key_01kb3f5e8mfx9t2c4v6b8n0q1r"},
    {"PAYMENT", "pay_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"SETTLEMENT", "stl_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"settle list --after", "stl_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"PAYOUT", "pyo_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"payout list --after", "pyo_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"BANK-NUMBER", "004-123456-01-789012"},
    {"YEAR", "2027"},
    {"ID", "txn_01kb3f5e8mfx9t2c4v6b8n0q1r"},
    {"WEBHOOK", "msg_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"webhook list --endpoint", "whe_01kb3f5e8mfx9t2c4v6b8n0q1r"},
    {"webhook list --after", "msg_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"DISPUTE", "dsp_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"ITEM", "rci_01kb3f5e8mfx9t2c4v6b8n0q1r"},
    {"sandbox close-day --control", "/nonexistent/control.sock"},
    {"sandbox fault --control", "/nonexistent/control.sock"},
    {"DISPUTE", "dsp_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"SETTLEMENT", "stl_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"settle list --after", "stl_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"PAYOUT", "pyo_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"payout list --after", "pyo_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"},
    {"audit list --after", "act_01kb3f5e8mfx9t2c4v6b8n0q1r"},
    {"REF", "letter 2026-118"},
    {"tx search --after", "txn_01kb3f5e8mfx9t2c4v6b8n0q1r"},
    {"webhook verify --id", "any"},
    {"--business-number", "220-81-62517"},
    {"EMAIL", "mina@example.com"},
    {"FILE", "/dev/null"},
    {"secrets reseal --before", secrets_file()},
    {"holiday load FILE", PAY200_SOURCE_DIR "/deploy/bank_holidays/2027.csv"},
    {"NAME", "한빛서점"},
    {"S", "1764126000"},
    {"TEXT", "case 311"},
    {"TIME", "2026-12-01T10:15:02.123+09:00"},
    {"URL", "http://localhost:3000/webhook"},
};

/// What a command needs beyond what its description demands, so that nothing is wrong with it.
const std::map<std::string, Words> kMoreWords = {
    {"merchant update", {"--name", "한빛서점", "--yes"}},
    {"secrets reseal", {"--yes"}},
    {"merchant suspend", {"--yes"}},
    {"merchant resume", {"--yes"}},
    {"key revoke", {"--yes"}},
    {"key rotate", {"--yes"}},
    {"tx cancel", {"--yes"}},
    {"tx refund", {"--amount", "1000", "--expect-balance", "11000", "--yes"}},
    {"refund", {"--amount", "1000", "--expect-balance", "11000", "--yes"}},
    {"payment resolve", {"--as", "reversed", "--evidence", "letter 2026-118", "--yes"}},
    {"dispute accept", {"--yes"}},
    {"payout send", {"--yes"}},
    {"payout confirm", {"--yes"}},
    {"payout return", {"--yes"}},
    {"holiday load", {"--yes"}},
    {"vault rotate", {"--yes"}},
    {"user add", {"--shopper"}},
    {"payout send", {"--yes"}},
    {"payout confirm", {"--yes"}},
    {"payout return", {"--yes"}},
    {"user lock", {"--yes"}},
    {"user reset-password", {"--yes"}},
};
/// What stdin holds for all: an API key, or a password and a PIN.
std::string input_for_all() { return new_api_key(KeyKind::kSecret, false) + "\n135790\n"; }

constexpr const char* kAcquirer =
    "\n[[acquirer]]\nname = \"sandbox\"\nhost = \"127.0.0.1\"\nport = 1\nterminals = "
    "[\"PAY20001\"]\nacquirer_id = \"410200\"\nonly_test = true\n";

/// They say something of use without, or of their file before it.
const std::set<std::string> kWithoutDatabase = {
    "holiday load", "reconcile run", "doctor",        "webhook verify", "man",
    "completion",   "version",       "sandbox start", "sandbox fault",  "sandbox close-day"};
/// How far the schema is, every role may read that sees it at all.
const std::set<std::string> kAnyRoleMay = {"db status"};

/// Ids that mean something only beside other options.
const std::set<std::string> kOnlyWithOthers = {"user add --merchant"};

std::string sample_of(const CommandDescription& command, const OptionDescription& option) {
  if (!option.choices.empty()) return option.choices.front();
  for (const auto& name : {command.name() + " " + option.name, option.name, option.type}) {
    const auto found = kSamples.find(name);
    if (found != kSamples.end()) return found->second;
  }
  ADD_FAILURE() << "kSamples needs a value for " << option.name << " of pgctl " << command.name();
  return "";
}

bool is_id(const std::string& sample) { return sample.size() > 4 && sample[3] == '_'; }

/// The command as somebody types it who does it right. `without`: but for this option or argument;
/// `instead`: with this typed for it.
Words typed(const CommandDescription& command, const OptionDescription* changed = nullptr,
            const std::optional<std::string>& instead = {}) {
  Words words;
  if (!command.noun.empty()) words.push_back(command.noun);
  words.push_back(command.verb);
  const auto add = [&](const OptionDescription& option) {
    const bool is_changed = changed != nullptr && changed->name == option.name;
    if (is_changed ? !instead.has_value() : !option.required) return;
    if (option.name.starts_with("--")) words.push_back(option.name);
    if (!option.type.empty()) words.push_back(is_changed ? *instead : sample_of(command, option));
  };
  for (const auto& argument : command.arguments) add(argument);
  for (const auto& option : command.options) add(option);
  const auto more = kMoreWords.find(command.name());
  if (more != kMoreWords.end()) words.insert(words.end(), more->second.begin(), more->second.end());
  return words;
}

struct Ended {
  std::string words;  ///< that were typed
  int status = 0;
  std::string out, err;
};

class EveryCommandTest : public testing::Test {
 protected:
  EveryCommandTest() {
    add_commands(tree_);
    std::cin.rdbuf(input_.rdbuf());
    write(secrets_, new_secrets_text());
    configure("host=" + test::TestDatabase::cluster().socket_directory().string() +
              " port=5432 dbname=" + database_.name());
  }
  void TearDown() override { std::cin.rdbuf(usual_input_); }

  static void write(const std::string& file, const std::string& text) {
    std::ofstream(file) << text;
    std::filesystem::permissions(file, std::filesystem::perms(0600));
  }
  void configure(const std::string& conninfo, const std::string& more = "") {
    write(config_, "secrets_file = \"" + secrets_ + "\"\n[database]\nconninfo = \"" + conninfo +
                       "\"\n" + more + kAcquirer);
  }
  void configure_role(const std::string& role) {
    configure("host=" + test::TestDatabase::cluster().socket_directory().string() +
                  " port=5432 dbname=" + database_.name(),
              "operator_user = \"" + role + "\"\nowner_user = \"" + role + "\"\n");
  }

  Ended run(const Words& words) {
    input_.clear();
    input_.str(input_for_all());
    std::vector<const char*> argv = {"pgctl", "--config", config_.c_str()};
    Ended ended;
    for (const auto& word : words) {
      argv.push_back(word.c_str());
      ended.words += word + " ";
    }
    std::ostringstream out;
    std::ostringstream err;
    ended.status = pgctl::run(static_cast<int>(argv.size()), argv.data(), out, err);
    ended.out = out.str();
    ended.err = err.str();
    return ended;
  }

  /// As somebody who is not root, and may not read everything.
  Ended run_as_nobody(const Words& words) {
    constexpr uid_t kNobody = 65'534;
    const uid_t self = ::geteuid();
    if (self != 0) return run(words);
    EXPECT_EQ(::seteuid(kNobody), 0);
    Ended ended = run(words);
    EXPECT_EQ(::seteuid(self), 0);
    return ended;
  }

  /// The contract of every failure.
  static void expect_failed(const Ended& ended, int status, const std::string& cause,
                            const std::string& next_step) {
    EXPECT_EQ(ended.status, status) << ended.words << "\n" << ended.err;
    EXPECT_EQ(ended.out, "") << ended.words;
    EXPECT_THAT(ended.err, AllOf(StartsWith("pgctl: "), HasSubstr(cause), HasSubstr(next_step)))
        << ended.words;
    EXPECT_TRUE(ended.err.ends_with('\n')) << ended.words;
  }

  bool asks_the_database(const CommandDescription& command) const {
    return !kWithoutDatabase.contains(command.name());
  }

  pgctl::CommandTree tree_;
  test::TestDatabase database_;
  test::TemporaryDirectory directory_;
  const std::string config_ = directory_.path() / "pay200.toml";
  const std::string secrets_ = directory_.path() / "secrets.toml";
  std::istringstream input_;
  std::streambuf* usual_input_ = std::cin.rdbuf();
};

TEST_F(EveryCommandTest, AnOptionThatItDoesNotHaveIsNamed) {
  for (const auto& command : tree_.commands()) {
    Words words = typed(command);
    words.emplace_back("--frobnicate");
    expect_failed(run(words), 2, "`pgctl " + command.name() + "` has no option --frobnicate",
                  "See `pgctl " + command.name() + " --help`.");
  }
}

TEST_F(EveryCommandTest, WhatIsMissingIsNamed) {
  for (const auto& command : tree_.commands()) {
    for (const auto* taken : {&command.arguments, &command.options}) {
      for (const auto& option : *taken) {
        if (!option.required) continue;
        expect_failed(run(typed(command, &option)), 2, option.name + " is required",
                      "See `pgctl " + command.name() + " --help`.");
      }
    }
  }
}

TEST_F(EveryCommandTest, AnOptionWithoutItsValueIsNamed) {
  for (const auto& command : tree_.commands()) {
    for (const auto& option : command.options) {
      if (option.type.empty()) continue;
      Words words = typed(command);
      words.push_back(option.name);
      expect_failed(run(words), 2, option.name + " wants a value behind it",
                    "See `pgctl " + command.name() + " --help`.");
    }
  }
}

TEST_F(EveryCommandTest, AValueThatIsNoneOfTheFewIsNamedWithThem) {
  for (const auto& command : tree_.commands()) {
    for (const auto* taken : {&command.arguments, &command.options}) {
      for (const auto& option : *taken) {
        if (option.choices.empty()) continue;
        expect_failed(run(typed(command, &option, "frobnicate")), 2,
                      "\"frobnicate\" is none of " + option.choices.front(),
                      "See `pgctl " + command.name() + " --help`.");
      }
    }
  }
}

TEST_F(EveryCommandTest, AnIdOfTheWrongShapeIsShownOneOfTheRight) {
  int ids = 0;
  for (const auto& command : tree_.commands()) {
    for (const auto* taken : {&command.arguments, &command.options}) {
      for (const auto& option : *taken) {
        const bool named_id = option.type == "ID" || option.required;
        if (!named_id || option.type.empty() || !is_id(sample_of(command, option))) continue;
        if (kOnlyWithOthers.contains(command.name() + " " + option.name)) continue;
        // With the other mode's id, or a name: what people type.
        for (const char* wrong : {"nonsense", "xyz_0g7k2m1q", ""}) {
          expect_failed(run(typed(command, &option, wrong)), 2,
                        "\"" + std::string(wrong) + "\" is not a", "one looks like ");
        }
        ++ids;
      }
    }
  }
  EXPECT_GE(ids, 20);
}

TEST_F(EveryCommandTest, WhatIsNotThereIsSaidWithTheWayToFindWhatIs) {
  for (const auto& command : tree_.commands()) {
    bool by_id = false;
    for (const auto* taken : {&command.arguments, &command.options}) {
      for (const auto& option : *taken) {
        by_id = by_id || (option.required && is_id(sample_of(command, option)));
      }
    }
    if (!by_id) continue;
    expect_failed(run(typed(command)), 4, "not found", "`pgctl ");
  }
}

TEST_F(EveryCommandTest, ADatabaseThatIsDownIsNamedWithTheFileThatNamesIt) {
  configure("host=" + directory_.path().string() + " dbname=none");
  for (const auto& command : tree_.commands()) {
    if (!asks_the_database(command)) continue;
    const Ended ended = run(typed(command));
    expect_failed(ended, 1, directory_.path().string(), "Is PostgreSQL running");
    EXPECT_THAT(ended.err, HasSubstr(config_));
  }
}

TEST_F(EveryCommandTest, ADatabaseThatIsNotThereIsNamedToo) {
  configure("host=" + test::TestDatabase::cluster().socket_directory().string() +
            " port=5432 dbname=frobnicate");
  for (const auto& command : tree_.commands()) {
    if (!asks_the_database(command)) continue;
    expect_failed(run(typed(command)), 1, "database \"frobnicate\" does not exist", config_);
  }
}

TEST_F(EveryCommandTest, AConfigurationThatIsNotThereOrWrongIsNamed) {
  const auto expect_said = [this](const std::string& cause) {
    for (const auto& command : tree_.commands()) {
      if (!asks_the_database(command)) continue;
      expect_failed(run(typed(command)), 1, cause, "`pgctl doctor`");
    }
  };
  write(config_, "[fcgi]\nworker = 3\n");
  expect_said("did you mean \"fcgi.workers\"?");
  std::filesystem::remove(config_);
  expect_said(config_);
  std::filesystem::create_directory(config_);
  expect_said(config_);
}

TEST_F(EveryCommandTest, AConfigurationThatOneMayNotReadIsNamed) {
  std::filesystem::permissions(config_, std::filesystem::perms::none);
  for (const auto& command : tree_.commands()) {
    if (!asks_the_database(command)) continue;
    const Ended ended = run_as_nobody(typed(command));
    expect_failed(ended, 1, config_ + ": Permission denied", "may you read it?");
  }
}

TEST_F(EveryCommandTest, SecretsThatOthersMayReadAreNotUsed) {
  std::filesystem::permissions(secrets_, std::filesystem::perms(0644));
  expect_failed(
      run({"user", "add", "--shopper", "--login", "mina@example.com", "--name", "김민아"}), 1,
      secrets_, "chmod 600");
}

TEST_F(EveryCommandTest, ARoleThatMayNotIsNotAllowed) {
  database_.execute("CREATE ROLE every_command_test LOGIN");
  database_.execute("GRANT USAGE ON SCHEMA pay200 TO every_command_test");
  configure_role("every_command_test");
  for (const auto& command : tree_.commands()) {
    if (!asks_the_database(command) || kAnyRoleMay.contains(command.name())) continue;
    const Ended ended = run(typed(command));
    expect_failed(ended, 3, "permission denied for ", "`pgctl doctor`");
    EXPECT_THAT(ended.err, HasSubstr("operator_user"));
  }
  database_.execute(
      "REVOKE USAGE ON SCHEMA pay200 FROM every_command_test; DROP ROLE every_command_test");
}

TEST_F(EveryCommandTest, ARoleThatIsNotThereIsNamed) {
  configure_role("frobnicate");
  for (const auto& command : tree_.commands()) {
    if (!asks_the_database(command)) continue;
    expect_failed(run(typed(command)), 1, "role \"frobnicate\" does not exist", config_);
  }
}

TEST_F(EveryCommandTest, ARoleThatMayNotLogInIsNotAllowed) {
  database_.execute("CREATE ROLE every_command_test NOLOGIN");
  configure_role("every_command_test");
  for (const auto& command : tree_.commands()) {
    if (!asks_the_database(command)) continue;
    expect_failed(run(typed(command)), 3, "\"every_command_test\" is not permitted to log in",
                  "pg_hba.conf");
  }
  database_.execute("DROP ROLE every_command_test");
}

TEST_F(EveryCommandTest, WhatWasNotForeseenIsSaidWithoutTheQuery) {
  database_.execute("DROP TABLE pay200.payment CASCADE");
  const Ended ended = run({"db", "check"});
  expect_failed(ended, 1, "relation \"payment\" does not exist", "`pgctl doctor`");
  EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 2) << ended.err;
}

}  // namespace
}  // namespace pay200
