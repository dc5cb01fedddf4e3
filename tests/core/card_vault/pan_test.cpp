#include "core/card_vault/pan.hpp"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace pay200 {
namespace {

TEST(PanTest, NumbersThatPassLuhnsCheckAreValid) {
  for (const char* pan : {"4242424242424242", "378282246310005", "4222222222222",
                          "6011000990139424", "3566002020360505", "6212345678900000003"}) {
    EXPECT_TRUE(is_valid_pan(pan)) << pan;
  }
}

TEST(PanTest, OneWrongDigitOrTwoSwappedOnesAreNotValid) {
  const std::string pan = "4539148803436467";
  ASSERT_TRUE(is_valid_pan(pan));
  for (std::size_t i = 0; i < pan.size(); ++i) {
    std::string wrong = pan;
    wrong[i] = wrong[i] == '9' ? '0' : static_cast<char>(wrong[i] + 1);
    EXPECT_FALSE(is_valid_pan(wrong)) << wrong;
  }
  EXPECT_FALSE(is_valid_pan("4359148803436467"));
}

TEST(PanTest, OnlyThirteenToNineteenDigitsAreValid) {
  EXPECT_FALSE(is_valid_pan(""));
  EXPECT_FALSE(is_valid_pan("000000000000"));          // 12, passes the check
  EXPECT_FALSE(is_valid_pan("00000000000000000000"));  // 20, passes the check
  EXPECT_TRUE(is_valid_pan("0000000000000"));
  EXPECT_FALSE(is_valid_pan("4242 4242 4242 4242"));
  EXPECT_FALSE(is_valid_pan("4242-4242-4242-4242"));
  EXPECT_FALSE(is_valid_pan("424242424242424\n"));
}

TEST(PanTest, TheBrandIsToldByThePrefix) {
  const std::vector<std::pair<std::string, std::string>> brands = {
      {"4242424242424242", "visa"},       {"5105105105105100", "mastercard"},
      {"5555555555554444", "mastercard"}, {"2221000000000000", "mastercard"},
      {"2720999999999999", "mastercard"}, {"2721000000000000", "unknown"},
      {"2220999999999999", "unknown"},    {"5600000000000000", "unknown"},
      {"340000000000009", "amex"},        {"371449635398431", "amex"},
      {"3528000000000000", "jcb"},        {"3589990000000000", "jcb"},
      {"3527990000000000", "unknown"},    {"6200000000000000", "unionpay"},
      {"8100000000000000", "unionpay"},   {"30569309025904", "diners"},
      {"38520000023237", "diners"},       {"36000000000000", "diners"},
      {"6011111111111117", "discover"},   {"6500000000000000", "discover"},
      {"6440000000000000", "discover"},   {"6599990000000000", "discover"},
      {"9410000000000000", "unknown"},    {"42424", "unknown"},
      {"42a2424242424242", "unknown"},    {"", "unknown"},
  };
  for (const auto& [pan, brand] : brands) EXPECT_EQ(card_brand(pan), brand) << pan;
}

}  // namespace
}  // namespace pay200
