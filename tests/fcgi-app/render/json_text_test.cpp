#include "fcgi-app/render/json_text.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace pay200::render {
namespace {

TEST(JsonTextTest, AnyTextIsWrittenAsNlohmannWritesIt) {
  std::string all = "한글 \xf0\x9f\x92\xb3";
  for (int c = 0; c < 0x80; ++c) all += static_cast<char>(c);
  EXPECT_EQ(JsonText().value(all).take(), nlohmann::json(all).dump());
  EXPECT_EQ(JsonText().value("").take(), "\"\"");
}

TEST(JsonTextTest, NumbersFlagsAndNothing) {
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  JsonText json;
  json.begin_array().value(kLeast).value(0).value(true).value(false).value(nullptr);
  json.value(std::optional<std::string>()).value(std::optional<std::string>("x")).end_array();
  EXPECT_EQ(json.take(), R"([-9223372036854775808,0,true,false,null,null,"x"])");
}

TEST(JsonTextTest, CommasStandBetweenMembersAndElementsOnly) {
  JsonText json;
  json.begin_object().key("empty").begin_object().end_object();
  json.key("list").begin_array().begin_array().end_array().begin_object().member("a", 1);
  json.member("b\n", "c").end_object().end_array().member("last", 2).end_object();
  EXPECT_EQ(json.take(), R"({"empty":{},"list":[[],{"a":1,"b\n":"c"}],"last":2})");
}

}  // namespace
}  // namespace pay200::render
