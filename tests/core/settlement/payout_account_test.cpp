#include "core/settlement/payout_account.hpp"

#include <gtest/gtest.h>

#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

const std::string kKey(32, 'k');

TEST(PayoutAccountTest, ANumberIsReadWithOrWithoutHyphens) {
  for (const char* text : {"004-12345601789012", "004-123456-01-789012"}) {
    const auto number = parse_account_number(text);
    ASSERT_TRUE(number) << text;
    EXPECT_EQ(number->bank_code, "004");
    EXPECT_EQ(number->digits, "12345601789012");
  }
  for (const char* wrong : {"", "004", "004-", "004-1234567", "00412345678901", "04-12345678901",
                            "0044-12345678", "0x4-12345678", "004-1234567a", "004--12345678",
                            "004-12345678-", "004-123 45678", "004-123456789012345678901"}) {
    const auto refused = parse_account_number(wrong);
    ASSERT_FALSE(refused.ok()) << wrong;
    EXPECT_EQ(refused.error().param, "payoutAccount");
  }
}

TEST(PayoutAccountTest, ItIsSealedShownMaskedAndVerifiedByAName) {
  test::PaymentWorld world;
  using Verified = PayoutAccounts::Verified;
  PayoutAccounts accounts(world.database().operators(), system_clock());
  const MerchantId merchant = world.merchant_id;
  EXPECT_FALSE(accounts.find_account(merchant));
  const auto number = parse_account_number("004-123456-01-789012").value();
  const auto set = accounts.set_account(merchant, number, "데모 상점", kKey, "kim").value();
  EXPECT_EQ(set.masked(), "004 ****9012");
  EXPECT_EQ(accounts.number_of(merchant, set.id, kKey), "12345601789012");
  EXPECT_EQ(accounts.number_of(merchant, set.id, std::string(32, 'x')), std::nullopt);
  EXPECT_EQ(world.value("SELECT count(*) FROM payout_account WHERE payout_account::text LIKE "
                        "'%12345601789012%'"),
            "0");
  EXPECT_FALSE(accounts.find_account(merchant)->verified_at);
  EXPECT_EQ(accounts.verify_account(merchant, set.id, "lee"), Verified::kDone);
  EXPECT_EQ(accounts.verify_account(merchant, set.id, "park"), Verified::kBefore);
  EXPECT_EQ(accounts.find_account(merchant)->verified_by, "lee");

  // Another account is verified anew.
  accounts.set_account(merchant, number, "새 예금주", kKey, "kim").value();
  EXPECT_EQ(accounts.find_account(merchant)->holder, "새 예금주");
  EXPECT_EQ(accounts.verify_account(merchant, set.id, "lee"), Verified::kAnother);
  EXPECT_FALSE(accounts.find_account(merchant)->verified_at);
  EXPECT_EQ(accounts.set_account(merchant, number, "", kKey, "kim").error().param,
            "payoutAccountHolder");
  EXPECT_EQ(accounts.set_account(MerchantId{7}, number, "x", kKey, "kim").error().code,
            ErrorCode::kNotFoundMerchant);
}

}  // namespace
}  // namespace pay200
