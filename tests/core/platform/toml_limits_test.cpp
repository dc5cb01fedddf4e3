#include "core/platform/toml_limits.hpp"

#include <gtest/gtest.h>
#include <string>

namespace pay200 {
namespace {

std::string repeated(const std::string& piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

bool is_taken(const std::string& text) { return !fault_beyond_limits(text).has_value(); }

TEST(TomlLimitsTest, WhatIsNestedTooDeepIsRefused) {
  EXPECT_TRUE(is_taken("a = " + repeated("[", 32) + repeated("]", 32)));
  EXPECT_FALSE(is_taken("a = " + repeated("[", 33) + repeated("]", 33)));
  EXPECT_FALSE(is_taken("a = " + repeated("{a=", 100'000)));
  EXPECT_TRUE(is_taken(repeated("[[a]]\n", 100)));
}

TEST(TomlLimitsTest, ANameOfTooManyPartsIsRefused) {
  EXPECT_TRUE(is_taken(repeated("a.", 32) + "a = 1"));
  EXPECT_FALSE(is_taken(repeated("a.", 33) + "a = 1"));
  EXPECT_FALSE(is_taken(repeated("\"a\" . ", 33) + "a = 1"));
  EXPECT_TRUE(is_taken(repeated("a.b = 1\n", 100)));
}

TEST(TomlLimitsTest, WhatBeginsAsANumberIsAPlainOne) {
  for (const char* number : {"0", "-7", "+1_000", "999999999999999999", "1.5", "-0.25"}) {
    EXPECT_TRUE(is_taken(std::string("a = ") + number)) << number;
  }
  for (const char* number : {"1000000000000000000", "-9223372036854775808", "1e400", "1.5e3",
                             "0x7f", "0b1", "+inf", "-nan", "1979-05-27", "07:32:00",
                             "1979-05-27T07:32:00Z", "1.", "1.2.3", "-", "9_999999999999999999"}) {
    EXPECT_FALSE(is_taken(std::string("a = ") + number)) << number;
  }
}

TEST(TomlLimitsTest, ATableHasAName) {
  for (const char* text :
       {"[a]", "[[a]]", "[ \"a\" ]", "[[\t'a' . b]]", " [a]\n", "a = [\n[=]\n]"}) {
    EXPECT_TRUE(is_taken(text)) << text;
  }
  for (const char* text :
       {"[=1]", "[[=1", "[", "[[", "[]", "[[]]", "\n  [ =", "[.a]", "[\xEF]", "[\n", "[#"}) {
    EXPECT_FALSE(is_taken(text)) << text;
  }
}

TEST(TomlLimitsTest, StringsAndCommentsMayHoldAnything) {
  for (const char* text : {"a = \"1979-05-27 0x1 \\\" 1e400\" # 1e400\n", "a = '1e400 \\'\n",
                           "# 1979-05-27", "a = \"\" # \"\"\""}) {
    EXPECT_TRUE(is_taken(text)) << text;
  }
  EXPECT_FALSE(is_taken("a = \"x\" 1e400"));
  EXPECT_FALSE(is_taken("a = \"x\\\\\" 1e400"));
  EXPECT_FALSE(is_taken("a = 'x' 1e400"));
}

TEST(TomlLimitsTest, ATextIsOfOneLine) {
  EXPECT_FALSE(is_taken("a = \"\"\"x\\\n\xEF\xB6\xBF\"\"\""));
  EXPECT_FALSE(is_taken("a = \'\'\'x\'\'\'"));
}

TEST(TomlLimitsTest, WhatIsNotAsciiStandsInStringsAndCommentsOnly) {
  EXPECT_TRUE(is_taken("\"원\" = '원' # 원"));
  EXPECT_FALSE(is_taken("원 = 1"));
  EXPECT_FALSE(is_taken("a = tra\xCE\x88"));
}

TEST(TomlLimitsTest, AWordEndsBeforeSomethingElseBegins) {
  EXPECT_TRUE(is_taken("a.\"b\".c = {a = true,b = [1,2]}# c"));
  EXPECT_FALSE(is_taken("a = 9[p\"\xCA\xBC\""));
  EXPECT_FALSE(is_taken("a = true\"b\""));
  EXPECT_FALSE(is_taken("a = true.\"b\""));
}

TEST(TomlLimitsTest, ABracketClosesItsOwn) {
  EXPECT_TRUE(is_taken("a = [{b = [1]}]\n[c]\n"));
  for (const char* text : {"a = [[}", "a = ]", "a = {]", "}", "a = [1]]", "[a]]"}) {
    EXPECT_FALSE(is_taken(text)) << text;
  }
}

TEST(TomlLimitsTest, TheFaultHasItsLine) {
  const auto fault = fault_beyond_limits("# one\na = [\n\n]\nb = 1e400\n");
  ASSERT_TRUE(fault.has_value());
  EXPECT_EQ(fault->line, 5);
}

TEST(TomlLimitsTest, NothingLargeIsRead) {
  EXPECT_TRUE(is_taken(std::string(1U << 20U, ' ')));
  EXPECT_FALSE(is_taken(std::string((1U << 20U) + 1, ' ')));
}

}  // namespace
}  // namespace pay200
