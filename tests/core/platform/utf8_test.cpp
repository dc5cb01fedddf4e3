#include "core/platform/utf8.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace pay200 {
namespace {

TEST(Utf8Test, CountsCodePointsNotBytes) {
  EXPECT_EQ(utf8_length(""), 0U);
  EXPECT_EQ(utf8_length("shop"), 4U);
  EXPECT_EQ(utf8_length("한빛서점"), 4U);
  EXPECT_EQ(utf8_length("\xF0\x9F\x8D\x8A"), 1U);  // U+1F34A
}

TEST(Utf8Test, AcceptsTheFirstAndLastCodePointOfEachLength) {
  for (const char* text :
       {"\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(utf8_length(text), 1U) << text;
  }
}

TEST(Utf8Test, RefusesWhatIsNotWellFormed) {
  for (const char* text :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE1\x80",
        "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xFE", "\xFF", "ok\xE1\x80", "\xEC\x95"}) {
    EXPECT_EQ(utf8_length(text), std::nullopt) << text;
    EXPECT_FALSE(is_one_line(text, 60)) << text;
  }
}

TEST(Utf8Test, ANameIsOneLineOfVisibleText) {
  for (const char* name : {"A", "한빛서점", "Shop & Söhne", "가 나"}) {
    EXPECT_TRUE(is_one_line(name, 60)) << name;
  }
  for (const char* name : {"", " ", " shop", "shop ", "a\nb", "a\tb", "\x7F", "a\xC2\x85z",
                           "a\xE2\x80\xA8z", "\x1B[31mred"}) {
    EXPECT_FALSE(is_one_line(name, 60)) << name;
  }
  EXPECT_FALSE(is_one_line(std::string("a\0b", 3), 60));
}

TEST(Utf8Test, ANamesLengthIsBoundedInCharacters) {
  std::string sixty;
  for (int i = 0; i < 60; ++i) sixty += "가";
  EXPECT_TRUE(is_one_line(sixty, 60));
  EXPECT_FALSE(is_one_line(sixty + "가", 60));
}

}  // namespace
}  // namespace pay200
