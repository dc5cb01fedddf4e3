#include "core/acquirer/flat_json.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace pay200 {
namespace {

std::string sample() {
  FlatJsonWriter out("", 100);
  out.number("n", std::numeric_limits<std::int64_t>::min()).flag("f", true);
  out.text("t", "a b").bytes("b", std::string("\0\xff", 2));
  return std::move(out).finish();
}

TEST(FlatJsonTest, WhatIsWrittenIsReadAndIsJson) {
  const std::string text = sample();
  FlatJsonReader in(text);
  EXPECT_EQ(in.number("n"), std::numeric_limits<std::int64_t>::min());
  EXPECT_TRUE(in.flag("f"));
  EXPECT_EQ(in.text("t"), "a b");
  EXPECT_EQ(in.bytes("b"), std::string("\0\xff", 2));
  EXPECT_TRUE(in.finish());
  EXPECT_EQ(nlohmann::json::parse(text).at("t"), "a b");
}

TEST(FlatJsonTest, AMissingMemberIsAFaultThatStays) {
  const std::string text = sample();
  FlatJsonReader in(text);
  EXPECT_FALSE(in.flag("f"));  // n comes first
  EXPECT_TRUE(in.failed());
  EXPECT_EQ(in.number("n"), 0);
  EXPECT_FALSE(in.finish());
}

TEST(FlatJsonTest, WhatIsLeftOverIsAFault) {
  FlatJsonReader in(R"({"n":1,"m":2})");
  EXPECT_EQ(in.number("n"), 1);
  EXPECT_FALSE(in.finish());
}

TEST(FlatJsonTest, NumbersHaveOneForm) {
  for (const char* text :
       {R"({"n":01})", R"({"n":-0})", R"({"n":+1})", R"({"n":1.0})", R"({"n":1e3})", R"({"n":})",
        R"({"n":"1"})", R"({"n":9223372036854775808})"}) {
    FlatJsonReader in(text);
    in.number("n");
    EXPECT_FALSE(in.finish()) << text;
  }
}

TEST(FlatJsonTest, TextsHaveNoEscapes) {
  for (const char* text :
       {R"({"t":"a\"b"})", R"({"t":"a\\"})", "{\"t\":\"a\nb\"}", R"({"t":"a})"}) {
    FlatJsonReader in(text);
    in.text("t");
    EXPECT_FALSE(in.finish()) << text;
  }
}

TEST(FlatJsonTest, BytesAreStrictBase64) {
  for (const char* text : {R"({"b":"A"})", R"({"b":"AA="})", R"({"b":"A A="})"}) {
    FlatJsonReader in(text);
    in.bytes("b");
    EXPECT_FALSE(in.finish()) << text;
  }
}

}  // namespace
}  // namespace pay200
