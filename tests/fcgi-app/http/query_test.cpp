#include "fcgi-app/http/query.hpp"

#include <gtest/gtest.h>

namespace pay200::http {
namespace {

Query parsed(std::string_view text) { return Query::parse(text).value(); }

TEST(QueryTest, NamesAndValuesAreDecoded) {
  const Query query = parsed("name=%EA%B9%80+%2B1&empty=&flag&limit=20");
  EXPECT_EQ(query.optional_text("name"), "김 +1");
  EXPECT_EQ(query.optional_text("empty"), "");
  EXPECT_EQ(query.optional_text("flag"), "");
  EXPECT_EQ(query.optional_text("missing"), std::nullopt);
  EXPECT_FALSE(parsed("").optional_text(""));
  EXPECT_EQ(parsed("&&a=1=2&").optional_text("a"), "1=2");
}

TEST(QueryTest, WhatIsWrongIsRefusedByName) {
  for (const char* text : {"a=%", "a=%2", "a=%zz", "a=%00", "a=%ff", "%C0%80=1"}) {
    const auto query = Query::parse(text);
    ASSERT_FALSE(query) << text;
    EXPECT_EQ(query.error().code, ErrorCode::kInvalidRequest);
    EXPECT_EQ(query.error().param, text[0] == 'a' ? "a" : "query");
  }
  EXPECT_EQ(Query::parse("limit=1&limit=2").error().param, "limit");
}

TEST(QueryTest, AnIntegerKeepsToItsRange) {
  EXPECT_EQ(parsed("limit=100").optional_integer("limit", {1, 100}), 100);
  EXPECT_EQ(parsed("").optional_integer("limit", {1, 100}), std::nullopt);
  for (const char* text : {"limit=", "limit=0", "limit=01", "limit=101", "limit=1.0", "limit=1x",
                           "limit=+1", "limit=%201", "limit=9223372036854775808"}) {
    Query query = parsed(text);
    EXPECT_EQ(query.optional_integer("limit", {1, 100}), std::nullopt) << text;
    ASSERT_TRUE(query.error()) << text;
    EXPECT_EQ(query.error()->param, "limit");
  }
}

}  // namespace
}  // namespace pay200::http
