#include "core/payment/qr_token.hpp"

#include <cstddef>
#include <gtest/gtest.h>
#include <string>

namespace pay200 {
namespace {

const std::string kTokenKey(32, 'k');

PaymentKey some_key() {
  return {MerchantId{0x1234567890}, PaymentId::make(Time{std::chrono::hours(500'000)})};
}

TEST(QrTokenTest, LeadsBackToItsPayment) {
  const PaymentKey key = some_key();
  const std::string token = qr_token(kTokenKey, key);
  EXPECT_EQ(token.size(), 64U);
  EXPECT_EQ(payment_key_from_qr_token(kTokenKey, token), key);
  EXPECT_EQ(qr_token(kTokenKey, key), token);
}

TEST(QrTokenTest, OneChangedCharacterMakesItWorthless) {
  const std::string token = qr_token(kTokenKey, some_key());
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(payment_key_from_qr_token(kTokenKey, changed)) << i;
  }
}

TEST(QrTokenTest, AnotherGatewaysTokenIsRefused) {
  EXPECT_FALSE(payment_key_from_qr_token(std::string(32, 'x'), qr_token(kTokenKey, some_key())));
}

TEST(QrTokenTest, OtherLengthsAndAPaymentKeyAreRefused) {
  const std::string token = qr_token(kTokenKey, some_key());
  EXPECT_FALSE(payment_key_from_qr_token(kTokenKey, ""));
  EXPECT_FALSE(payment_key_from_qr_token(kTokenKey, "qrt_"));
  EXPECT_FALSE(payment_key_from_qr_token(kTokenKey, token + "0"));
  EXPECT_FALSE(payment_key_from_qr_token(kTokenKey, token.substr(0, token.size() - 1)));
  EXPECT_FALSE(payment_key_from_qr_token(kTokenKey, to_text(some_key())));
}

}  // namespace
}  // namespace pay200
