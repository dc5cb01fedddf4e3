#include "pgctl/completion/zsh_completion.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/pgctl/completion/typing_shell.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200 {
namespace {

using testing::HasSubstr;
using testing::Not;

/// -u: whoever owns the machine's own directories of functions, nobody is asked.
constexpr const char* kSetup =
    "PS1='> '; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; "
    "source <(pgctl completion zsh); "
    "show_line() { printf '<<%s>>' \"$BUFFER\" }; zle -N show_line; bindkey '^X^P' show_line; "
    "bindkey '^U' kill-whole-line";

class ZshCompletionTest : public testing::Test {
 protected:
  std::string line(const std::string& typed) { return zsh_.complete(typed).line; }
  std::string alternatives(const std::string& typed) { return zsh_.complete(typed).screen; }

  test::TypingShell zsh_{{"zsh", "-f", "-i"}, kSetup};
};

TEST_F(ZshCompletionTest, NounsAndVerbsAreCompletedAndExplained) {
  EXPECT_EQ(line("pgctl mer"), "pgctl merchant ");
  EXPECT_EQ(line("pgctl tx se"), "pgctl tx search ");
  EXPECT_EQ(line("pgctl doc"), "pgctl doctor ");
  EXPECT_THAT(alternatives("pgctl key "), HasSubstr("End an API key, now and for good"));
}

TEST_F(ZshCompletionTest, FlagsAreThoseOfTheVerbAndOfEveryCommand) {
  EXPECT_EQ(line("pgctl tx search --mer"), "pgctl tx search --merchant=");
  EXPECT_EQ(line("pgctl tx search --merchant mer_0g7k2m1q --lim"),
            "pgctl tx search --merchant mer_0g7k2m1q --limit=");
  EXPECT_EQ(line("pgctl key list --outp"), "pgctl key list --output=");
  EXPECT_EQ(line("pgctl refund --expe"), "pgctl refund --expect-balance=");
  EXPECT_THAT(alternatives("pgctl key list --"), Not(HasSubstr("--expect-balance")));
}

TEST_F(ZshCompletionTest, ValuesThatAreOneOfAFewAreCompleted) {
  EXPECT_EQ(line("pgctl key issue --kind se"), "pgctl key issue --kind secret ");
  EXPECT_EQ(line("pgctl key issue --kind=cl"), "pgctl key issue --kind=client ");
  EXPECT_EQ(line("pgctl --output js"), "pgctl --output json ");
  EXPECT_EQ(line("pgctl completion z"), "pgctl completion zsh ");
}

TEST_F(ZshCompletionTest, OptionsBeforeTheCommandAreNotTakenForIt) {
  EXPECT_EQ(line("pgctl --live tx sh"), "pgctl --live tx show ");
  EXPECT_EQ(line("pgctl --output json merchant sus"), "pgctl --output json merchant suspend ");
}

TEST_F(ZshCompletionTest, FilesAreCompletedWhereAFileIsWanted) {
  const test::TemporaryDirectory directory;
  std::ofstream(directory.path() / "pay200.toml") << "";
  const std::string path = directory.path().string();
  EXPECT_EQ(line("pgctl --config " + path + "/pay"), "pgctl --config " + path + "/pay200.toml ");
}

}  // namespace
}  // namespace pay200
