#include "pgctl/completion/bash_completion.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dev/process.hpp"
#include "pgctl/commands/commands.hpp"
#include "tests/pgctl/completion/typing_shell.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200 {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSetup =
    "bind 'set enable-bracketed-paste off'; bind 'set show-all-if-ambiguous on'; "
    "source <(pgctl completion bash); "
    "bind -x '\"\\C-x\\C-p\": printf \"<<%s>>\" \"$READLINE_LINE\"'";

class BashCompletionTest : public testing::Test {
 protected:
  std::string line(const std::string& typed) { return bash_.complete(typed).line; }
  std::string alternatives(const std::string& typed) { return bash_.complete(typed).screen; }

  test::TypingShell bash_{{"bash", "--norc", "--noprofile", "-i"}, kSetup};
};

TEST_F(BashCompletionTest, NounsAndVerbsAreCompleted) {
  EXPECT_EQ(line("pgctl mer"), "pgctl merchant ");
  EXPECT_EQ(line("pgctl tx se"), "pgctl tx search ");
  EXPECT_EQ(line("pgctl doc"), "pgctl doctor ");
  const std::string verbs = alternatives("pgctl key ");
  for (const char* verb : {"issue", "list", "rotate", "revoke", "verify"}) {
    EXPECT_THAT(verbs, HasSubstr(verb));
  }
}

TEST_F(BashCompletionTest, FlagsAreThoseOfTheVerbAndOfEveryCommand) {
  EXPECT_EQ(line("pgctl tx search --mer"), "pgctl tx search --merchant ");
  EXPECT_EQ(line("pgctl tx search --merchant mer_0g7k2m1q --li"),
            "pgctl tx search --merchant mer_0g7k2m1q --li");
  EXPECT_EQ(line("pgctl tx search --lim"), "pgctl tx search --limit ");
  EXPECT_EQ(line("pgctl key list --outp"), "pgctl key list --output ");
  EXPECT_EQ(line("pgctl refund --expe"), "pgctl refund --expect-balance ");
  EXPECT_THAT(alternatives("pgctl key list --"), Not(HasSubstr("--expect-balance")));
}

TEST_F(BashCompletionTest, ValuesThatAreOneOfAFewAreCompleted) {
  EXPECT_EQ(line("pgctl key issue --kind se"), "pgctl key issue --kind secret ");
  EXPECT_EQ(line("pgctl key issue --kind=cl"), "pgctl key issue --kind=client ");
  EXPECT_EQ(line("pgctl --output js"), "pgctl --output json ");
  EXPECT_EQ(line("pgctl tx search --output=c"), "pgctl tx search --output=csv ");
  EXPECT_EQ(line("pgctl completion z"), "pgctl completion zsh ");
}

TEST_F(BashCompletionTest, OptionsBeforeTheCommandAreNotTakenForIt) {
  EXPECT_EQ(line("pgctl --live tx sh"), "pgctl --live tx show ");
  EXPECT_EQ(line("pgctl --output json merchant sus"), "pgctl --output json merchant suspend ");
  EXPECT_EQ(line("pgctl --output=json merchant sus"), "pgctl --output=json merchant suspend ");
}

TEST_F(BashCompletionTest, FilesAreCompletedWhereAFileIsWanted) {
  const test::TemporaryDirectory directory;
  std::ofstream(directory.path() / "pay200.toml") << "";
  const std::string path = directory.path().string();
  EXPECT_EQ(line("pgctl --config " + path + "/pay"), "pgctl --config " + path + "/pay200.toml ");
  std::filesystem::create_directory(directory.path() / "pages");
  EXPECT_EQ(line("pgctl man --to " + path + "/pag"), "pgctl man --to " + path + "/pages/");
}

/// Every word of the tree, by the function itself.
TEST_F(BashCompletionTest, EveryVerbAndEveryFlagOfItIsOffered) {
  pgctl::CommandTree tree;
  add_commands(tree);
  std::string script = "source <(pgctl completion bash)\n";
  std::string expected;
  for (const auto& command : tree.commands()) {
    const std::string noun = command.noun.empty() ? "" : command.noun + " ";
    script += "words " + noun + command.verb + "\n";
    expected += command.verb + "\n";
    for (const auto& option : command.options) {
      script += "words " + command.name() + " " + option.name + "\n";
      expected += option.name + "\n";
    }
  }
  script =
      "words() { COMP_WORDS=(pgctl \"$@\"); COMP_CWORD=$#; _pgctl\n"
      "  for word in \"${COMPREPLY[@]}\"; do [[ $word == \"${@: -1}\" ]] && echo \"$word\"; done; "
      "}\n" +
      script;
  const auto ended =
      dev::run({.argv = {"bash", "-c", script},
                .env = {{"PATH", std::string(PAY200_BIN_DIR) + ":" + std::getenv("PATH")}}});
  EXPECT_EQ(ended.out, expected);
  EXPECT_EQ(ended.err, "");
}

}  // namespace
}  // namespace pay200
