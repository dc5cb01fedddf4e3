#include "core/platform/display_width.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

TEST(DisplayWidthTest, AHangulSyllableTakesTwoColumns) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("shop"), 4U);
  EXPECT_EQ(display_width("한빛서점"), 8U);
  EXPECT_EQ(display_width("책 2권"), 6U);
  EXPECT_EQ(display_width("（주）"), 6U);
  EXPECT_EQ(display_width("café"), 4U);
  EXPECT_EQ(display_width("\xF0\x9F\x8D\x8A"), 2U);
}

TEST(DisplayWidthTest, WhatJoinsTheLetterBeforeTakesNone) {
  EXPECT_EQ(display_width("e\xCC\x81"), 1U);                             // e, combining acute
  EXPECT_EQ(display_width("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB"), 2U);  // 한 in its parts
}

TEST(DisplayWidthTest, WhatIsNotUtf8CountsByteByByte) {
  EXPECT_EQ(display_width("a\xFFz"), 3U);
  EXPECT_EQ(display_width("\xED\x95"), 2U);
}

TEST(DisplayWidthTest, ATerminalIsGivenNoControlCharacters) {
  EXPECT_EQ(printable("한빛 shop"), "한빛 shop");
  EXPECT_EQ(printable("\x1B[31mred"), "\xEF\xBF\xBD[31mred");
  EXPECT_EQ(printable("a\nb\tc\x7F"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD"
            "c\xEF\xBF\xBD");
  EXPECT_EQ(printable("a\xC2\x9Bz"), "a\xEF\xBF\xBDz");      // C1: CSI
  EXPECT_EQ(printable("a\xE2\x80\xAEz"), "a\xEF\xBF\xBDz");  // right-to-left override
  EXPECT_EQ(printable("a\xFFz"), "a\xEF\xBF\xBDz");
}

TEST(DisplayWidthTest, CutTextEndsInAnEllipsisAndNeverInHalfALetter) {
  EXPECT_EQ(cut_to_width("shop", 4), "shop");
  EXPECT_EQ(cut_to_width("shops", 4), "sho…");
  EXPECT_EQ(cut_to_width("한빛서점", 8), "한빛서점");
  EXPECT_EQ(cut_to_width("한빛서점", 7), "한빛서…");
  EXPECT_EQ(cut_to_width("한빛서점", 6), "한빛…");
  EXPECT_EQ(cut_to_width("한빛서점", 1), "…");
  EXPECT_EQ(cut_to_width("한빛서점", 0), "");
}

}  // namespace
}  // namespace pay200
