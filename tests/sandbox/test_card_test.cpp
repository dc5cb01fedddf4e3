#include "sandbox/test_card.hpp"

#include <cstddef>
#include <gtest/gtest.h>
#include <string>

namespace pay200::sandbox {
namespace {

TEST(TestCardTest, LuhnFindsEveryDigitChangedAndMostSwapped) {
  const std::string number = "4242424242424242";
  EXPECT_TRUE(passes_luhn(number));
  EXPECT_TRUE(passes_luhn("378282246310005"));  // 15 digits
  for (std::size_t at = 0; at < number.size(); ++at) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string changed = number;
      changed[at] = digit;
      EXPECT_EQ(passes_luhn(changed), changed == number) << changed;
    }
  }
  EXPECT_FALSE(passes_luhn(""));
  EXPECT_FALSE(passes_luhn("424242424242424x"));
}

TEST(TestCardTest, EverySpecialNumberCanExistAndHasItsCode) {
  struct Row {
    const char* number;
    const char* payment;
    const char* verification;
  };
  for (const auto& [number, payment, verification] : {
           Row{"4242424242424242", "00", "00"},
           Row{"4000000000000002", "05", "05"},
           Row{"4000000000009995", "51", "00"},
           Row{"4000000000000341", "05", "00"},
           Row{"4000000000000069", "54", "54"},
           Row{"4000000000009987", "41", "41"},
           Row{"4000000000009979", "43", "43"},
           Row{"4000000000000119", "96", "96"},
           Row{"4000000000000259", "00", "00"},
           Row{"9410000000000002", "14", "14"},
       }) {
    EXPECT_EQ(code_for_payment(number), payment) << number;
    EXPECT_EQ(code_for_verification(number), verification) << number;
    EXPECT_EQ(passes_luhn(number), payment != std::string{"14"}) << number;
  }
}

TEST(TestCardTest, OnlyNinesAreAWrongCvc) {
  EXPECT_TRUE(is_wrong_cvc("999"));
  EXPECT_TRUE(is_wrong_cvc("9999"));
  EXPECT_FALSE(is_wrong_cvc("000"));
  EXPECT_FALSE(is_wrong_cvc("99"));
}

TEST(TestCardTest, AMaskedNumberShowsTenDigitsAtMost) {
  EXPECT_EQ(masked("4242424242421234"), "424242******1234");
  EXPECT_EQ(masked("378282246310005"), "378282******0005");
  EXPECT_EQ(masked("123456789"), "*********");
  EXPECT_EQ(masked(""), "");
}

}  // namespace
}  // namespace pay200::sandbox
