#include "core/payment/page_token.hpp"

#include <gtest/gtest.h>
#include <string>

#include "core/payment/qr_token.hpp"

namespace pay200 {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const std::string kTokenKey(32, 'k');
const Time kRequestedAt{hours(500'000)};

PaymentKey some_key() { return {MerchantId{0x1234567890}, PaymentId::make(kRequestedAt)}; }

std::optional<PaymentKey> read(std::string_view token, Time now = kRequestedAt) {
  const auto claim = read_page_token(kTokenKey, token, now);
  return claim ? std::optional(claim->payment) : std::nullopt;
}

TEST(PageTokenTest, LeadsBackToItsPaymentAndIsAlwaysTheSame) {
  const PaymentKey key = some_key();
  const PageToken token = page_token(kTokenKey, key, kRequestedAt);
  EXPECT_EQ(token.text.size(), 70U);
  EXPECT_EQ(read(token.text), key);
  EXPECT_EQ(page_token(kTokenKey, key, kRequestedAt).text, token.text);
}

TEST(PageTokenTest, IsWorthlessAfterAnHour) {
  const PageToken token = page_token(kTokenKey, some_key(), kRequestedAt);
  EXPECT_EQ(token.expires_at, kRequestedAt + hours(1));
  EXPECT_TRUE(read(token.text, token.expires_at - seconds(1)));
  EXPECT_FALSE(read(token.text, token.expires_at));
  EXPECT_EQ(read_page_token(kTokenKey, token.text, kRequestedAt)->expires_at, token.expires_at);
}

TEST(PageTokenTest, OneChangedCharacterMakesItWorthless) {
  const std::string token = page_token(kTokenKey, some_key(), kRequestedAt).text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(read(changed)) << i;
  }
}

TEST(PageTokenTest, AnotherGatewaysTokenAndAQrTokenAreRefused) {
  const std::string theirs = page_token(std::string(32, 'x'), some_key(), kRequestedAt).text;
  EXPECT_FALSE(read(theirs));
  EXPECT_FALSE(read(qr_token(kTokenKey, some_key())));
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(read("ptk_"));
  EXPECT_FALSE(
      payment_key_from_qr_token(kTokenKey, page_token(kTokenKey, some_key(), kRequestedAt).text));
}

}  // namespace
}  // namespace pay200
