#include "pgctl/command_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pgctl/commands/commands.hpp"
#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::vector<std::string>> all_verbs() {
  pgctl::CommandTree tree;
  add_commands(tree);
  std::vector<std::vector<std::string>> verbs;
  for (const auto& command : tree.commands()) {
    if (command.noun.empty()) {
      verbs.push_back({command.verb});
    } else {
      verbs.push_back({command.noun, command.verb});
    }
  }
  return verbs;
}

/// What is said before any database is asked: without one.
dev::Finished run(std::vector<std::string> arguments,
                  std::vector<std::pair<std::string, std::string>> env = {}) {
  dev::ProcessOptions options;
  arguments.insert(arguments.begin(), PAY200_BIN_DIR "/pgctl");
  options.argv = std::move(arguments);
  options.env = std::move(env);
  options.env.emplace_back("PAY200_CONFIG", "/nonexistent/pay200.toml");
  return dev::run(options);
}

struct Mistake {
  std::vector<std::string> typed;
  const char* said;
};

TEST(CommandTreeTest, HelpNamesEveryNounAndFitsATerminal) {
  const auto help = run({"--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_EQ(help.err, "");
  for (const char* word : {"merchant", "key", "tx", "payment", "user", "db", "version", "--config",
                           "--output", "--live", "--version", "Exit status"}) {
    EXPECT_THAT(help.out, HasSubstr(word));
  }
  EXPECT_THAT(test::lines_over_80_columns(help.out), IsEmpty());
  EXPECT_EQ(run({"-h"}).out, help.out);
}

TEST(CommandTreeTest, EveryVerbExplainsItselfWithinATerminalsWidth) {
  for (auto verb : all_verbs()) {
    verb.emplace_back("--help");
    const auto help = run(verb);
    EXPECT_EQ(help.status, 0) << verb[0];
    EXPECT_EQ(help.err, "") << verb[0];
    EXPECT_THAT(help.out, HasSubstr("Usage: pgctl " + verb[0])) << verb[0];
    EXPECT_THAT(test::lines_over_80_columns(help.out), IsEmpty());
    if (verb.size() == 3) {
      EXPECT_THAT(help.out, HasSubstr("Example:\n  pgctl " + verb[0] + " " + verb[1]));
    }
  }
}

TEST(CommandTreeTest, ANounExplainsItsVerbs) {
  const auto help = run({"key", "--help"});
  EXPECT_EQ(help.status, 0);
  for (const char* verb : {"issue", "list", "revoke"}) EXPECT_THAT(help.out, HasSubstr(verb));
}

TEST(CommandTreeTest, TheVersionNeedsNeitherConfigurationNorDatabase) {
  EXPECT_EQ(run({"--version"}).out, "pgctl " PAY200_VERSION "\n");
  EXPECT_EQ(run({"version"}).out, "pgctl " PAY200_VERSION "\n");
  EXPECT_EQ(run({"version", "--output", "json"}).out,
            "{\n  \"version\": \"" PAY200_VERSION "\"\n}\n");
  EXPECT_EQ(run({"--output=csv", "version"}).out, "version\n" PAY200_VERSION "\n");
  EXPECT_EQ(run({"version"}, {{"PAY200_OUTPUT", "csv"}}).out, "version\n" PAY200_VERSION "\n");
  EXPECT_EQ(run({"version", "--output", "table"}, {{"PAY200_OUTPUT", "csv"}}).out,
            "pgctl " PAY200_VERSION "\n");
}

TEST(CommandTreeTest, AnAnswerThatCouldNotBeWrittenIsNoSuccess) {
  const auto full = dev::run({.argv = {"sh", "-c", PAY200_BIN_DIR "/pgctl version > /dev/full"}});
  EXPECT_EQ(full.status, 1);
  EXPECT_THAT(full.err, HasSubstr("the answer could not be written: No space left on device"));
  // What did not end well keeps its status, and this is said beside it.
  const auto both = dev::run({.argv = {"sh", "-c",
                                       PAY200_BIN_DIR "/pgctl doctor --config /nonexistent "
                                                      "> /dev/full"}});
  EXPECT_EQ(both.status, 1);
  EXPECT_THAT(both.err, HasSubstr("and the answer could not be written"));
}

TEST(CommandTreeTest, WhatIsMistypedIsAnsweredWithWhatWasMeant) {
  const std::vector<Mistake> mistakes = {
      {{}, "say what to do: `pgctl` and one of merchant, key, tx, payment, day"},
      {{"merchant"}, "say what to do: `pgctl merchant` and one of add, list, show, update"},
      {{"merchnat"}, "there is no command \"merchnat\"; did you mean `pgctl merchant`?"},
      {{"merchnat", "list"}, "there is no command \"merchnat\"; did you mean `pgctl merchant`?"},
      {{"frobnicate"}, "there is no command \"frobnicate\"; there is merchant, key, tx"},
      {{"merchant", "lst"}, "`pgctl merchant` has no \"lst\"; did you mean `pgctl merchant list`?"},
      {{"merchant", "frobnicate"}, "`pgctl merchant` has no \"frobnicate\"; there is add, list"},
      {{"merchant", "lst", "--limit", "3"}, "did you mean `pgctl merchant list`?"},
      {{"merchant", "add", "--nme", "x"},
       "`pgctl merchant add` has no option --nme; did you mean `--name`?"},
      {{"merchant", "add", "--nme=x"}, "has no option --nme; did you mean `--name`?"},
      {{"--lve", "db", "status"}, "has no option --lve; did you mean `--live`?"},
      {{"db", "status", "extra"}, "`pgctl db status` takes no \"extra\""},
      {{"merchant", "show"}, "MERCHANT is required"},
      {{"key", "issue", "--kind", "secret"}, "--merchant is required"},
      {{"key", "issue", "--merchant", "mer_0g7k2m1q", "--kind", "public"},
       "--kind: \"public\" is none of secret, client"},
      {{"tx", "search", "--type", "payment"},
       "--type: \"payment\" is none of PAYMENT, CANCEL, REFUND"},
      {{"tx", "search", "--limit", "ten"}, "--limit: \"ten\" is not a whole number"},
      {{"merchant", "list", "--output", "xml"}, "--output: \"xml\" is none of table, json, csv"},
      {{"merchant", "list", "--limit"}, "pgctl: --limit wants a value behind it\n"},
      {{"help"}, "help is an option: `pgctl --help`"},
      {{"key", "help"}, "help is an option: `pgctl key --help`"},
      {{"key", "revoke", "test_sk_abc"}, "that is a key, not a key's id"},
  };
  for (const auto& mistake : mistakes) {
    const auto ended = run(mistake.typed);
    EXPECT_EQ(ended.status, 2) << mistake.said;
    EXPECT_EQ(ended.out, "") << mistake.said;
    EXPECT_THAT(ended.err, HasSubstr(mistake.said));
    EXPECT_THAT(ended.err, HasSubstr("pgctl: "));
  }
}

TEST(CommandTreeTest, AUsageErrorSaysWhereTheHelpIs) {
  EXPECT_THAT(run({"merchant", "add"}).err, HasSubstr("See `pgctl merchant add --help`."));
  EXPECT_THAT(run({"merchnat"}).err, HasSubstr("See `pgctl --help`."));
}

TEST(CommandTreeTest, AMissingConfigurationIsNamed) {
  const auto ended = run({"merchant", "list"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr("/nonexistent/pay200.toml"));
}

TEST(CommandTreeTest, AMissingDatabaseIsNamedAndTheConfigurationToLookAt) {
  const test::TemporaryDirectory directory;
  const std::string file = directory.path() / "pay200.toml";
  dev::run({.argv = {"sh", "-c",
                     "printf '[database]\\nconninfo = \"host=" + directory.path().string() +
                         " dbname=none\"\\n' > " + file}});
  const auto ended = run({"--config", file, "merchant", "list"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr("Is PostgreSQL running"));
  EXPECT_THAT(ended.err, HasSubstr(file));
}

TEST(CommandTreeTest, OptionsMayStandBeforeOrAfterTheCommand) {
  test::TestDatabase database;
  test::Pgctl pgctl(database);
  const auto before = pgctl.run({"--live", "--output", "json", "merchant", "list"});
  const auto after = pgctl.run({"merchant", "list", "--output", "json", "--live"});
  EXPECT_EQ(before.status, 0);
  EXPECT_EQ(before.out, "{\n  \"items\": [],\n  \"next\": null\n}\n");
  EXPECT_EQ(after.out, before.out);
}

}  // namespace
}  // namespace pay200
