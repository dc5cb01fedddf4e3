#include "tests/lint/house_rules.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace pay200::lint {
namespace {

const std::vector<SourceFile>& project() {
  static const std::vector<SourceFile> files = read_source_tree(PAY200_SOURCE_DIR);
  return files;
}

using Rule = std::vector<std::string> (*)(const std::vector<SourceFile>&);

std::string complaint(Rule rule, const std::string& path, const std::string& text) {
  return join(rule({make_source(path, text)}));
}

TEST(HouseRulesTest, EverySuiteIsNamedAsItsFile) {
  ASSERT_GT(project().size(), 50U) << "nothing found to check";
  EXPECT_EQ(join(suite_name_complaints(project())), "");
}

TEST(HouseRulesTest, NoSourceFileIsTooLong) { EXPECT_EQ(join(length_complaints(project())), ""); }

TEST(HouseRulesTest, NothingIsPutOffAndNoNameSaysNothing) {
  EXPECT_EQ(join(word_complaints(project())), "");
}

TEST(HouseRulesTest, NoPlaceOfSomebodysOwnIsWrittenDown) {
  EXPECT_EQ(join(place_complaints(project())), "");
}

TEST(HouseRulesTest, NoSecretIsComparedByWhatTellsHowMuchWasRight) {
  EXPECT_EQ(join(secret_compare_complaints(project())), "");
}

TEST(HouseRulesTest, AWrongSuiteIsFound) {
  const std::string path = "tests/core/money_split_test.cpp";
  EXPECT_EQ(complaint(suite_name_complaints, path, "TEST(MoneySplitTest, A) {\n"), "");
  EXPECT_EQ(complaint(suite_name_complaints, path, "TEST_P(MoneySplitTest, A) {\n"), "");
  EXPECT_NE(complaint(suite_name_complaints, path, "TEST(MoneyTest, A) {\n"), "");
  EXPECT_NE(complaint(suite_name_complaints, path, "TEST_F(MoneyTest, A) {\n"), "");
  EXPECT_NE(complaint(suite_name_complaints, path, "int x;\n"), "");
  EXPECT_NE(complaint(suite_name_complaints, "tests/core/money.cpp", "TEST(Money, A) {\n"), "");
}

TEST(HouseRulesTest, ALongFileIsFound) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "line\n";
  EXPECT_EQ(complaint(length_complaints, "core/a.cpp", text), "");
  EXPECT_NE(complaint(length_complaints, "core/a.cpp", text + "line\n"), "");
  EXPECT_EQ(complaint(length_complaints, "docs/a.md", text + "line\n"), "");
}

TEST(HouseRulesTest, WhatIsPutOffIsFound) {
  EXPECT_NE(complaint(word_complaints, "core/a.cpp", std::string("// TO") + "DO: later\n"), "");
  EXPECT_NE(complaint(word_complaints, "Makefile", std::string("# FIX") + "ME\n"), "");
  EXPECT_EQ(complaint(word_complaints, "core/a.cpp", "int todo_count;\n"), "");
}

TEST(HouseRulesTest, ANameThatSaysNothingIsFound) {
  EXPECT_NE(complaint(word_complaints, "core/money/money_utils.cpp", ""), "");
  EXPECT_NE(complaint(word_complaints, "core/common/money.cpp", ""), "");
  EXPECT_EQ(complaint(word_complaints, "core/money/utility_bill.cpp", ""), "");
}

TEST(HouseRulesTest, ASecretThatIsComparedLetterByLetterIsFound) {
  const std::string path = "core/staff/a.cpp";
  for (const char* wrong :
       {"if (token == given) {", "return session.csrf_token() != header;", "a == b && mac == c;",
        "if (given != crypto::hmac_sha256(key, text)) return;", "return *row.password == typed;",
        "if (view.substr(4) == wanted.signature()) {", "ok = totp_code(secret, step) == code;",
        "if (proof(key).substr(0, 8) == begin) {", "if (it->secret[i] != given[i]) return;"}) {
    EXPECT_NE(complaint(secret_compare_complaints, path, wrong), "") << wrong;
  }
  for (const char* right :
       {"if (token.size() == given.size()) {", "if (secret == nullptr) {", "token == \"\"",
        "if (kind == KeyKind::kSecret) {", "for (; token != end(); ++token)", "a = token;",
        "if (state == other) {  // token == given", "if (mapping == other) {", "pin >= 4"}) {
    EXPECT_EQ(complaint(secret_compare_complaints, path, right), "") << right;
  }
  const std::string excused = "// no secret: both are typed\nif (pin == other) {\n";
  EXPECT_EQ(complaint(secret_compare_complaints, path, excused), "");
  EXPECT_NE(complaint(secret_compare_complaints, path, excused + "if (pin == other) {\n"), "");
  EXPECT_EQ(complaint(secret_compare_complaints, "tests/a.cpp", "token == given"), "");
}

TEST(HouseRulesTest, APlaceOfSomebodysOwnIsFound) {
  EXPECT_NE(complaint(place_complaints, "a.md", std::string("see /ho") + "me/kim/x\n"), "");
  EXPECT_NE(complaint(place_complaints, "a.sh", std::string("cd /wo") + "rk/main\n"), "");
  EXPECT_NE(complaint(place_complaints, "a.sh", std::string("deb.deb") + "ian.org\n"), "");
  EXPECT_EQ(complaint(place_complaints, "a.md", "the network/service\n"), "");
}

}  // namespace
}  // namespace pay200::lint
