#include "fcgi-app/http/json_body.hpp"

#include <gtest/gtest.h>
#include <string>
#include <string_view>

namespace pay200::http {
namespace {

using namespace std::string_view_literals;

std::string nested(int levels) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += R"({"a":)";
  text += "1";
  for (int i = 0; i < levels; ++i) text += "}";
  return text;
}

struct Refused {
  const char* why;
  std::string text;
  std::string detail;
};

TEST(JsonBodyTest, WhatIsNotStrictJsonIsRefusedWithItsReason) {
  const Refused table[] = {
      {"nothing but spaces", "  ", "not valid JSON at byte 3"},
      {"cut short", R"({"a":1)", "not valid JSON at byte 7"},
      {"something after the end", R"({"a":1} x)", "not valid JSON at byte 9"},
      {"a comment", R"({/* */"a":1})", "not valid JSON at byte 2"},
      {"a trailing comma", R"({"a":1,})", "not valid JSON at byte 8"},
      {"single quotes", "{'a':1}", "not valid JSON at byte 2"},
      {"NaN", R"({"a":NaN})", "not valid JSON at byte 6"},
      {"a leading zero", R"({"a":01})", "not valid JSON at byte 7"},
      {"a number beyond a double", R"({"a":1e999})", "not valid JSON at byte 10"},
      {"an array", "[1]", "the body must be a JSON object"},
      {"a string", R"("a")", "the body must be a JSON object"},
      {"null", "null", "the body must be a JSON object"},
      {"a key twice", R"({"a":1,"b":2,"a":3})", "a key appears twice in one object"},
      {"a key twice, once escaped", R"({"a":1,"\u0061":3})", "a key appears twice in one object"},
      {"a key twice further in", R"({"x":[{"a":1,"a":1}]})", "a key appears twice in one object"},
      {"NUL escaped in a value", R"({"a":"x\u0000y"})", "a string holds the character NUL"},
      {"NUL escaped in a key", R"({"a\u0000":1})", "a string holds the character NUL"},
      {"NUL itself", std::string("{\"a\":\"x\0y\"}"sv), "the text holds a NUL"},
      {"NUL after the end", std::string("{}\0"sv), "the text holds a NUL"},
      {"a lone continuation byte", "{\"a\":\"\x80\"}", "not valid JSON at byte 7"},
      {"an overlong sequence", "{\"a\":\"\xC0\xAF\"}", "not valid JSON at byte 7"},
      {"a surrogate in UTF-8", "{\"a\":\"\xED\xA0\x80\"}", "not valid JSON at byte 8"},
      {"a lone escaped surrogate", R"({"a":"\uD800"})", "not valid JSON at byte 13"},
      {"beyond Unicode", "{\"a\":\"\xF5\x80\x80\x80\"}", "not valid JSON at byte 7"},
      {"nine levels", nested(9), "nested deeper than 8 levels"},
      {"very deep", std::string(60'000, '['), "nested deeper than 8 levels"},
  };
  for (const Refused& row : table) {
    SCOPED_TRACE(row.why);
    const auto body = JsonBody::parse(row.text);
    ASSERT_FALSE(body);
    EXPECT_EQ(body.error().code, ErrorCode::kInvalidJson);
    EXPECT_EQ(body.error().detail, row.detail);
  }
}

TEST(JsonBodyTest, EightLevelsAndTheSameKeyInDifferentObjectsAreFine) {
  EXPECT_TRUE(JsonBody::parse(nested(8)));
  EXPECT_TRUE(JsonBody::parse(R"({"a":{"a":1},"b":{"a":1},"c":[{"a":1},{"a":2}]})"));
}

TEST(JsonBodyTest, AnEmptyBodyIsTheEmptyObject) {
  auto body = JsonBody::parse("");
  ASSERT_TRUE(body);
  EXPECT_EQ(body->optional_text("a"), std::nullopt);
  EXPECT_FALSE(body->error());
}

JsonBody parsed(std::string_view text) {
  auto body = JsonBody::parse(text);
  EXPECT_TRUE(body);
  return std::move(body).value();
}

TEST(JsonBodyTest, UnknownFieldsAreIgnoredWhateverTheyHold) {
  JsonBody body = parsed(R"({"x":1.5,"y":{"z":[]},"amount":10})");
  EXPECT_EQ(body.integer("amount", {1, 100}), 10);
  EXPECT_FALSE(body.error());
}

TEST(JsonBodyTest, MoneyIsAJsonIntegerInItsRangeAndNothingElse) {
  struct Row {
    const char* value;
    const char* detail;
  };
  const Row refused[] = {
      {"1000.0", "must be a JSON integer"},
      {"1e3", "must be a JSON integer"},
      {"0.5", "must be a JSON integer"},
      {"\"1000\"", "must be a JSON integer"},
      {"true", "must be a JSON integer"},
      {"[1000]", "must be a JSON integer"},
      {"null", "required"},
      {"0", "must be 1 to 5000"},
      {"-0", "must be 1 to 5000"},
      {"-1", "must be 1 to 5000"},
      {"5001", "must be 1 to 5000"},
      {"-9223372036854775808", "must be 1 to 5000"},
      {"9223372036854775808", "must be 1 to 5000"},
      {"18446744073709551615", "must be 1 to 5000"},
      {"18446744073709551616", "must be a JSON integer"},
  };
  for (const Row& row : refused) {
    SCOPED_TRACE(row.value);
    JsonBody body = parsed(std::string(R"({"amount":)") + row.value + "}");
    body.integer("amount", {1, 5000});
    ASSERT_TRUE(body.error());
    EXPECT_EQ(body.error()->code, ErrorCode::kInvalidRequest);
    EXPECT_EQ(body.error()->param, "amount");
    EXPECT_EQ(body.error()->detail, row.detail);
  }
  JsonBody body = parsed(R"({"least":1,"most":5000})");
  EXPECT_EQ(body.integer("least", {1, 5000}), 1);
  EXPECT_EQ(body.integer("most", {1, 5000}), 5000);
  EXPECT_FALSE(body.error());
}

TEST(JsonBodyTest, TextIsCountedInCharactersAndHoldsNoControlCharacters) {
  JsonBody body = parsed(R"({"name":"커피 두 잔","emoji":"☕🍰","lines":"a\nb\tc"})");
  EXPECT_EQ(body.text("name", {.least = 6, .most = 6}), "커피 두 잔");
  EXPECT_EQ(body.text("emoji", {.least = 2, .most = 2}), "☕🍰");
  EXPECT_EQ(body.text("lines", {.several_lines = true}), "a\nb\tc");
  EXPECT_FALSE(body.error());
  body.text("lines");
  ASSERT_TRUE(body.error());
  EXPECT_EQ(body.error()->detail, "must not hold control characters");
}

TEST(JsonBodyTest, WrongTextIsRefusedByName) {
  struct Row {
    const char* json;
    const char* detail;
  };
  const Row table[] = {
      {R"({})", "required"},
      {R"({"name":null})", "required"},
      {R"({"name":5})", "must be a string"},
      {R"({"name":["a"]})", "must be a string"},
      {R"({"name":""})", "must have 1 to 3 characters"},
      {R"({"name":"abcd"})", "must have 1 to 3 characters"},
      {R"({"name":"a\u0007"})", "must not hold control characters"},
      {R"({"name":"a\u007f"})", "must not hold control characters"},
  };
  for (const Row& row : table) {
    SCOPED_TRACE(row.json);
    JsonBody body = parsed(row.json);
    body.text("name", {.most = 3});
    ASSERT_TRUE(body.error());
    EXPECT_EQ(body.error()->code, ErrorCode::kInvalidRequest);
    EXPECT_EQ(body.error()->param, "name");
    EXPECT_EQ(body.error()->detail, row.detail);
  }
}

TEST(JsonBodyTest, DigitsAreAsciiDigitsOfTheRightNumber) {
  JsonBody right = parsed(R"({"pin":"012345"})");
  EXPECT_EQ(right.digits("pin", 6, 6), "012345");
  EXPECT_FALSE(right.error());
  for (const char* wrong : {"\"12345\"", "\"1234567\"", "\"12345a\"", "\"12345٣\"", "123456"}) {
    SCOPED_TRACE(wrong);
    JsonBody body = parsed(std::string(R"({"pin":)") + wrong + "}");
    body.digits("pin", 6, 6);
    ASSERT_TRUE(body.error());
    EXPECT_EQ(body.error()->param, "pin");
  }
}

TEST(JsonBodyTest, AWordOutsideTheListIsRefusedWithTheList) {
  JsonBody body = parsed(R"({"mode":"prod"})");
  EXPECT_EQ(body.one_of("mode", {"test", "live"}, "test"), "test");
  ASSERT_TRUE(body.error());
  EXPECT_EQ(body.error()->detail, "must be one of: test, live");
  JsonBody missing = parsed("{}");
  EXPECT_EQ(missing.one_of("mode", {"test", "live"}, "test"), "test");
  EXPECT_FALSE(missing.error());
}

TEST(JsonBodyTest, AFieldOfAnObjectIsReadByItsPathAndNamedByIt) {
  JsonBody body = parsed(R"({"card":{"owner":{"name":"김하늘"},"months":3},"other":1})");
  EXPECT_EQ(body.text("card.owner.name"), "김하늘");
  EXPECT_EQ(body.integer("card.months", {0, 12}), 3);
  EXPECT_EQ(body.optional_text("card.owner.title"), std::nullopt);
  EXPECT_EQ(body.optional_text("nobody.at.all"), std::nullopt);
  EXPECT_FALSE(body.error());
  EXPECT_TRUE(body.has("card"));
  EXPECT_FALSE(body.has("nobody"));
  EXPECT_FALSE(parsed(R"({"a":null})").has("a"));
  const auto refused = [](const char* text, const char* name) {
    JsonBody wrong = parsed(text);
    wrong.text(name);
    return wrong.error() ? wrong.error()->param + ": " + wrong.error()->detail : "";
  };
  EXPECT_EQ(refused("{}", "card.owner.name"), "card.owner.name: required");
  EXPECT_EQ(refused(R"({"card":{"owner":{}}})", "card.owner.name"), "card.owner.name: required");
  EXPECT_EQ(refused(R"({"card":1})", "card.owner.name"), "card: must be an object");
  EXPECT_EQ(refused(R"({"card":{"owner":[]}})", "card.owner.name"),
            "card.owner: must be an object");
  EXPECT_EQ(refused(R"({"card":{"owner":{"name":1}}})", "card.owner.name"),
            "card.owner.name: must be a string");
}

TEST(JsonBodyTest, BytesComeAsBase64urlWithoutPadding) {
  JsonBody body = parsed(R"({"a":"-_8","b":null})");
  EXPECT_EQ(body.base64url("a"), "\xFB\xFF");
  EXPECT_EQ(body.optional_base64url("b"), std::nullopt);
  EXPECT_FALSE(body.error());
  for (const char* wrong : {"+/8", "-_8=", "a", "-_9", " -_8"}) {
    JsonBody other = parsed(std::string(R"({"a":")") + wrong + "\"}");
    other.base64url("a");
    ASSERT_TRUE(other.error()) << wrong;
    EXPECT_EQ(other.error()->detail, "must be base64url without padding") << wrong;
  }
  JsonBody missing = parsed("{}");
  missing.base64url("a");
  ASSERT_TRUE(missing.error());
  EXPECT_EQ(missing.error()->detail, "required");
}

TEST(JsonBodyTest, LabelsAreAFewShortOnes) {
  EXPECT_TRUE(parsed("{}").labels("a", 2).empty());
  EXPECT_TRUE(parsed(R"({"a":[]})").labels("a", 2).empty());
  JsonBody body = parsed(R"({"a":["smart-card","u2f"]})");
  EXPECT_EQ(body.labels("a", 2), (std::vector<std::string>{"smart-card", "u2f"}));
  EXPECT_FALSE(body.error());
  const auto param = [](const std::string& value) {
    JsonBody wrong = parsed(R"({"a":)" + value + "}");
    EXPECT_TRUE(wrong.labels("a", 2).empty());
    return wrong.error() ? wrong.error()->param : "";
  };
  EXPECT_EQ(param(R"("usb")"), "a");
  EXPECT_EQ(param(R"(["a","b","c"])"), "a");
  EXPECT_EQ(param(R"(["a",1])"), "a[1]");
  EXPECT_EQ(param(R"([""])"), "a[0]");
  EXPECT_EQ(param(R"(["USB"])"), "a[0]");
  EXPECT_EQ(param("[\"" + std::string(33, 'a') + "\"]"), "a[0]");
}

TEST(JsonBodyTest, TheFirstWrongFieldIsTheOneThatIsTold) {
  JsonBody body = parsed(R"({"b":1})");
  body.text("a");
  body.text("b");
  body.refuse("c", "never");
  ASSERT_TRUE(body.error());
  EXPECT_EQ(body.error()->param, "a");
}

}  // namespace
}  // namespace pay200::http
