#include "core/shopper/shopper_rules.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

std::string fault(const std::optional<Error>& error) {
  return error ? error->param + ": " + error->detail : "none";
}

TEST(ShopperRulesTest, APinThatIsTriedFirstIsRefused) {
  for (const char* pin : {"000000", "111111", "123456", "012345", "890123", "654321", "210987",
                          "121212", "123123", "707070"}) {
    EXPECT_EQ(fault(fault_in_pin(pin, "pin")), "pin: too easily guessed") << pin;
  }
  for (const char* pin : {"135790", "428317", "112233", "123457", "246813"}) {
    EXPECT_EQ(fault(fault_in_pin(pin, "pin")), "none") << pin;
  }
  for (const char* pin : {"", "12345", "1234567", "12345a", "12 456"}) {
    EXPECT_EQ(fault(fault_in_pin(pin, "newPin")), "newPin: six digits") << pin;
  }
}

TEST(ShopperRulesTest, APasswordThatIsTriedFirstIsRefused) {
  for (const char* password : {"password", "PassWord123", "12345678", "aaaaaaaa", "abababab"}) {
    EXPECT_EQ(fault(fault_in_password(password, "mina@example.com", "password")),
              "password: too easily guessed")
        << password;
  }
  EXPECT_EQ(fault(fault_in_password("mina@example.com", "mina@example.com", "newPassword")),
            "newPassword: not the log-in name");
  EXPECT_EQ(fault(fault_in_password("MinaMinaKim", "minaminakim@example.com", "password")),
            "password: not the log-in name");
  EXPECT_EQ(fault(fault_in_password("correct horse", "mina@example.com", "password")), "none");
  EXPECT_EQ(fault(fault_in_password("비밀번호는길게", "mina@example.com", "password")),
            "password: 8 to 128 characters");
  EXPECT_EQ(fault(fault_in_password("비밀번호는길어요", "mina@example.com", "password")), "none");
}

}  // namespace
}  // namespace pay200
