#include "fcgi-app/http/query.hpp"

#include <gtest/gtest.h>

namespace pay200::http {
namespace {

TEST(QueryTest, ParametersAreDecoded) {
  const auto query = Query::parse("a=1&b=%ED%95%9C+%2B&c&&d=");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->find("a"), "1");
  EXPECT_EQ(query->find("b"), "한 +");
  EXPECT_EQ(query->find("c"), "");
  EXPECT_EQ(query->find("d"), "");
  EXPECT_FALSE(query->find("e"));
}

TEST(QueryTest, WhatIsNoTextOrStandsThereTwiceIsRefusedByName) {
  for (const char* text : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%FF", "a=1&a=2"}) {
    const auto query = Query::parse(text);
    ASSERT_FALSE(query) << text;
    EXPECT_EQ(query.error().code, ErrorCode::kInvalidRequest) << text;
    EXPECT_EQ(query.error().param, "a") << text;
  }
}

TEST(QueryTest, AnIntegerIsOneWithinItsRange) {
  const auto query = Query::parse("a=7&b=7x&c=&d=1.0&e=9999999999999999999&f=0");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->integer("a", {1, 100}).value(), 7);
  EXPECT_FALSE(query->integer("missing", {1, 100}).value());
  for (const char* name : {"b", "c", "d", "e", "f"}) {
    EXPECT_FALSE(query->integer(name, {1, 100}).ok()) << name;
  }
}

}  // namespace
}  // namespace pay200::http
