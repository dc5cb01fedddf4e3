#include "core/acquirer/iso8583/message.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string_view>
#include <utility>

namespace pay200::iso8583 {
namespace {

TEST(MessageTest, EveryRequestHasItsResponse) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kPairs = {{
      {"0100", "0110"},
      {"0200", "0210"},
      {"0400", "0410"},
      {"0401", "0410"},
      {"0420", "0430"},
      {"0421", "0430"},
      {"0600", "0610"},
      {"0800", "0810"},
  }};
  for (const auto& [request, response] : kPairs) {
    EXPECT_EQ(response_mti(request), response);
    EXPECT_EQ(response_mti(response), "");
    EXPECT_TRUE(is_known_mti(request));
    EXPECT_TRUE(is_known_mti(response));
  }
  EXPECT_FALSE(is_known_mti("0201"));
  EXPECT_FALSE(is_known_mti(""));
}

TEST(MessageTest, NumbersAreFilledWithZerosToTheirFieldsWidth) {
  Message message;
  message.set_number(4, 12'300);
  message.set_number(11, 999'999);
  message.set_number(67, 0);
  EXPECT_EQ(message.get(4), "000000012300");
  EXPECT_EQ(message.get(11), "999999");
  EXPECT_EQ(message.get(67), "00");
  EXPECT_EQ(message.get_number(4), 12'300);
  EXPECT_EQ(message.get_number(67), 0);
}

TEST(MessageTest, OnlyDigitsAreANumber) {
  Message message;
  EXPECT_FALSE(message.get_number(4).has_value());
  message.set(38, "A1B2C3");
  EXPECT_FALSE(message.get_number(38).has_value());
  message.set(2, "4242424242424242424");  // 19 digits do not fit in 64 bits
  EXPECT_FALSE(message.get_number(2).has_value());
}

TEST(MessageTest, TextIsFilledWithSpacesAndReadWithoutThem) {
  Message message;
  message.set_padded(41, "T 1");
  EXPECT_EQ(message.get(41), "T 1     ");
  EXPECT_EQ(message.get_trimmed(41), "T 1");
  EXPECT_EQ(message.get_trimmed(42), "");
  message.set_padded(41, "123456789");
  EXPECT_EQ(message.get(41), "123456789");
}

TEST(MessageTest, ANumberTooWideForItsFieldEndsTheProcess) {
  Message message;
  EXPECT_DEATH(message.set_number(11, 1'000'000), "max_length");
  EXPECT_DEATH(message.set_number(11, -1), "value");
  EXPECT_DEATH(message.set_number(41, 1), "kN");
}

}  // namespace
}  // namespace pay200::iso8583
