#include "core/platform/strict_json.hpp"

#include <gtest/gtest.h>

namespace pay200::test {
namespace {

std::string fault(std::string_view text) { return fault_in_json(text, 3).value_or("none"); }

TEST(StrictJsonTest, AnyValueWillDo) {
  for (const char* text : {"{}", "[]", "1", "\"가\"", "null", R"({"a":[{"b":1.5}],"b":true})"}) {
    EXPECT_EQ(fault(text), "none") << text;
  }
}

TEST(StrictJsonTest, WhatANonStrictReaderLetsPassIsNamed) {
  using namespace std::string_view_literals;
  EXPECT_EQ(fault(R"({"a":1,"\u0061":2})"), "a key appears twice in one object");
  EXPECT_EQ(fault(R"({"a":{"a":1},"b":{"a":1}})"), "none") << "in two objects";
  EXPECT_EQ(fault("{}\0"sv), "the text holds a NUL");
  EXPECT_EQ(fault(R"(["\u0000"])"), "a string holds the character NUL");
  EXPECT_EQ(fault(R"({"\u0000":1})"), "a string holds the character NUL");
  EXPECT_EQ(fault("[[[[1]]]]"), "nested deeper than 3 levels");
  EXPECT_EQ(fault(R"({"a":[{"b":[]}]})"), "nested deeper than 3 levels");
  EXPECT_EQ(fault(std::string(60'000, '[')), "nested deeper than 3 levels");
}

TEST(StrictJsonTest, WhatIsNoJsonIsNone) {
  for (const char* text :
       {"", " ", "{", "[1,]", "{}{}", "\xFF", "\"\xC0\xAF\"", "01", "NaN", "'a'"}) {
    EXPECT_TRUE(fault(text).starts_with("not valid JSON at byte ")) << text;
  }
}

}  // namespace
}  // namespace pay200::test
