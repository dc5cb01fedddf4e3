#include "pgctl/manual/manual_page.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <sstream>

#include "dev/process.hpp"
#include "pgctl/commands/commands.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200 {
namespace {

using testing::HasSubstr;

std::string read(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// As a reader sees it: plain, and on lines that are never broken.
std::string shown(const std::filesystem::path& page) {
  const auto ended =
      dev::run({.argv = {"groff", "-man", "-Tutf8", "-P-cbou", "-rLL=2000n", page.string()}});
  EXPECT_EQ(ended.err, "") << page;
  // groff of before 1.23, but for Debian's, shows what is typed as a minus sign.
  return std::regex_replace(ended.out, std::regex("\u2212|\u2010"), "-");
}

class ManualPageTest : public testing::Test {
 protected:
  ManualPageTest() {
    add_commands(tree_);
    const auto ended =
        dev::run({.argv = {PAY200_BIN_DIR "/pgctl", "man", "--to", directory_.path().string()}});
    EXPECT_EQ(ended.status, 0) << ended.err;
  }
  std::filesystem::path page(const std::string& name) const {
    return directory_.path() / (name + ".1");
  }

  pgctl::CommandTree tree_;
  test::TemporaryDirectory directory_;
};

/// The pages of the other programs are written by hand, and read by the same two.
TEST_F(ManualPageTest, EveryPageIsCleanInMandocAndInGroff) {
  std::vector<std::string> mandoc = {"mandoc", "-T", "lint", "-W", "warning"};
  std::vector<std::string> groff = {"groff", "-man", "-ww", "-Tutf8", "-z"};
  std::size_t pages = 0;
  for (const auto& directory :
       {directory_.path(), std::filesystem::path(PAY200_SOURCE_DIR "/docs/man")}) {
    for (const auto& file : std::filesystem::directory_iterator(directory)) {
      mandoc.push_back(file.path());
      groff.push_back(file.path());
      ++pages;
    }
  }
  EXPECT_EQ(pages, tree_.commands().size() + 1 + 3);
  const auto linted = dev::run({.argv = mandoc});
  EXPECT_EQ(linted.status, 0);
  EXPECT_EQ(linted.out + linted.err, "");
  const auto formatted = dev::run({.argv = groff});
  EXPECT_EQ(formatted.status, 0);
  EXPECT_EQ(formatted.err, "");
}

TEST_F(ManualPageTest, APageSaysAllThatTheCommandTakes) {
  for (const auto& command : tree_.commands()) {
    const std::string text = shown(page(manual_name(command)));
    EXPECT_THAT(text, HasSubstr(manual_name(command) + " - " + command.what));
    EXPECT_THAT(text, HasSubstr("pgctl " + command.name()));
    for (const auto& argument : command.arguments) EXPECT_THAT(text, HasSubstr(argument.what));
    for (const auto& option : command.options) {
      EXPECT_THAT(text, HasSubstr(option.name)) << command.name();
      EXPECT_THAT(text, HasSubstr(option.what)) << command.name();
    }
    for (const char* heading : {"SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "ENVIRONMENT",
                                "FILES", "SEE ALSO", "PAY200_CONFIG", "--output"}) {
      EXPECT_THAT(text, HasSubstr(heading)) << command.name();
    }
  }
}

TEST_F(ManualPageTest, ExamplesStandAsTheyAreTyped) {
  const std::string text = shown(page("pgctl-merchant-add"));
  EXPECT_THAT(text,
              HasSubstr("pgctl merchant add --name 한빛서점 --business-number 220-81-62517 \\\n"));
  EXPECT_THAT(text, HasSubstr("In test mode there is no fee unless you say one."));
}

TEST_F(ManualPageTest, TheFirstPageNamesEveryCommand) {
  const std::string text = shown(page("pgctl"));
  for (const auto& command : tree_.commands()) {
    EXPECT_THAT(text, HasSubstr("pgctl " + command.name() + "\n"));
    EXPECT_THAT(text, HasSubstr(command.what));
  }
}

TEST_F(ManualPageTest, OnePageIsPrintedAsItIsWritten) {
  const auto ended = dev::run({.argv = {PAY200_BIN_DIR "/pgctl", "man", "pgctl-tx-search"}});
  EXPECT_EQ(ended.out, read(page("pgctl-tx-search")));
  EXPECT_EQ(dev::run({.argv = {PAY200_BIN_DIR "/pgctl", "man"}}).out, read(page("pgctl")));
}

TEST_F(ManualPageTest, APageThatIsNotThereAndADirectoryThatIsNotAreSaid) {
  const auto page = dev::run({.argv = {PAY200_BIN_DIR "/pgctl", "man", "pgctl-tx-serch"}});
  EXPECT_EQ(page.status, 4);
  EXPECT_THAT(page.err, HasSubstr("did you mean `pgctl-tx-search`?"));
  const auto directory = dev::run({.argv = {PAY200_BIN_DIR "/pgctl", "man", "--to", "/none"}});
  EXPECT_EQ(directory.status, 1);
  EXPECT_THAT(directory.err, HasSubstr("cannot write /none/pgctl.1: No such file or directory"));
}

TEST_F(ManualPageTest, ThePagesOfTheOtherProgramsNameEachOfTheirOptions) {
  for (const char* program : {"pay200-fcgi", "pay200-sandbox", "pay200-dev"}) {
    const std::string text =
        shown(std::filesystem::path(PAY200_SOURCE_DIR "/docs/man") / (std::string(program) + ".1"));
    const auto help = dev::run({.argv = {std::string(PAY200_BIN_DIR "/") + program, "--help"}});
    std::istringstream lines(help.out);
    int found = 0;
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string word;
      words >> word;
      const bool option = word.starts_with("--");
      const bool verb = std::string(program) == "pay200-dev" && line.starts_with("  ") &&
                        !line.starts_with("   ") && !word.starts_with("-");
      if (!option && !verb) continue;
      EXPECT_THAT(text, HasSubstr(word)) << program;
      ++found;
    }
    EXPECT_GE(found, 1) << help.out;
  }
}

}  // namespace
}  // namespace pay200
