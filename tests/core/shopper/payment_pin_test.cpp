#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "core/shopper/shopper_service.hpp"
#include "tests/core/shopper/sample_shopper.hpp"
#include "tests/support/test_database.hpp"

namespace pay200 {
namespace {

constexpr int kMaxFailures = 5;

class PaymentPinTest : public testing::Test {
 protected:
  ShopperId create() {
    return ShopperService(database_.operators(), clock_, config_, nullptr, test::kPinKey)
        .create_shopper(test::sample_shopper())
        .value();
  }
  std::string verify(std::string_view pin, std::string_view key = test::kPinKey) {
    const auto verified = verify_pin(database_.api(), key, shopper_id_, pin, kMaxFailures);
    return verified ? "OK" : std::string(wire_name(verified.error().code));
  }
  std::string failures() { return database_.execute("SELECT pin_failures FROM pay200.shopper"); }

  test::TestDatabase database_;
  test::SetClock clock_;
  Config config_;
  ShopperId shopper_id_ = create();
};

TEST_F(PaymentPinTest, TheRightPinPassesAsOftenAsItIsUsed) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(verify("428317"), "OK");
  EXPECT_EQ(failures(), "0\n");
}

TEST_F(PaymentPinTest, FiveWrongOnesInARowLockItEvenForTheRightOne) {
  for (int i = 0; i < kMaxFailures - 1; ++i) EXPECT_EQ(verify("000000"), "INVALID_PIN") << i;
  EXPECT_EQ(verify("000000"), "PIN_LOCKED");
  EXPECT_EQ(verify("428317"), "PIN_LOCKED");
  EXPECT_EQ(failures(), "5\n");
}

TEST_F(PaymentPinTest, TheRightPinForgetsTheWrongOnesBeforeIt) {
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < kMaxFailures - 1; ++i) EXPECT_EQ(verify("000000"), "INVALID_PIN");
    EXPECT_EQ(verify("428317"), "OK");
    EXPECT_EQ(failures(), "0\n");
  }
}

TEST_F(PaymentPinTest, GuessesMadeAtOnceAreAllCounted) {
  constexpr int kThreads = 20;
  std::atomic<int> compared{0};
  std::atomic<int> locked{0};
  db::DatabaseOptions options;
  options.conninfo = database_.conninfo("pay200_api");
  options.connections = kThreads;
  options.acquire_timeout = std::chrono::seconds(30);
  options.statement_timeout = std::chrono::seconds(30);
  options.lock_timeout = std::chrono::seconds(30);
  db::Database database(options);
  std::vector<std::thread> guessers;
  for (int i = 0; i < kThreads; ++i) {
    guessers.emplace_back([&, i] {
      const auto verified = verify_pin(database, test::kPinKey, shopper_id_,
                                       std::to_string(100'000 + i), kMaxFailures);
      if (!verified && verified.error().code == ErrorCode::kInvalidPin) ++compared;
      if (!verified && verified.error().code == ErrorCode::kPinLocked) ++locked;
    });
  }
  for (auto& guesser : guessers) guesser.join();
  // The fifth comparison is the one that locks, and says so.
  EXPECT_EQ(compared, kMaxFailures - 1);
  EXPECT_EQ(locked, kThreads - (kMaxFailures - 1));
  EXPECT_EQ(failures(), "5\n");
  EXPECT_EQ(verify("428317"), "PIN_LOCKED");
}

TEST_F(PaymentPinTest, WhatIsNotSixDigitsIsRefusedAndNotCounted) {
  for (const char* pin : {"", "42831", "4283170", "42831a", "42831 ", "-28317"}) {
    EXPECT_EQ(verify(pin), "INVALID_REQUEST") << pin;
  }
  EXPECT_EQ(failures(), "0\n");
}

TEST_F(PaymentPinTest, TheKeyOutsideTheDatabaseIsPartOfIt) {
  EXPECT_EQ(verify("428317", std::string(32, 'x')), "INVALID_PIN");
}

TEST_F(PaymentPinTest, TwoShoppersWithOnePinKeepDifferentValues) {
  const ShopperId other = ShopperId::make(clock_.now());
  EXPECT_EQ(pin_hmac(test::kPinKey, other, "428317").size(), 32U);
  EXPECT_NE(pin_hmac(test::kPinKey, other, "428317"),
            pin_hmac(test::kPinKey, shopper_id_, "428317"));
}

TEST_F(PaymentPinTest, AnUnknownShopperIsLocked) {
  const auto verified = verify_pin(database_.api(), test::kPinKey, ShopperId::make(clock_.now()),
                                   "428317", kMaxFailures);
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().code, ErrorCode::kPinLocked);
}

}  // namespace
}  // namespace pay200
