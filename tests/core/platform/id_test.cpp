#include "core/platform/id.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <thread>
#include <vector>

#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kThreads = 4;
constexpr std::size_t kIdsPerThread = 5000;

Time now() { return system_clock().now(); }

std::uint64_t milliseconds_of(const Uuid& id) {
  std::uint64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[i];
  return ms;
}

TEST(IdTest, AVersion7UuidHasItsVersionVariantAndTime) {
  const Time time = now() + 1h;
  const Uuid id = Uuid::make_v7(time);
  const std::string text = id.to_string();
  EXPECT_EQ(text[14], '7');
  EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << text;
  EXPECT_EQ(milliseconds_of(id),
            static_cast<std::uint64_t>(
                std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count()));
}

TEST(IdTest, IdsMadeLaterSortLaterOnEveryThreadAndNoneRepeats) {
  const Time frozen = now() + 2h;  // far more ids than 4,096 share this millisecond
  std::vector<std::vector<Uuid>> made(kThreads);
  std::vector<std::thread> threads;
  for (auto& ids : made) {
    threads.emplace_back([&ids, frozen] {
      for (std::size_t i = 0; i < kIdsPerThread; ++i) ids.push_back(Uuid::make_v7(frozen));
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<Uuid> all;
  for (const auto& ids : made) {
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    all.insert(ids.begin(), ids.end());
  }
  EXPECT_EQ(all.size(), kThreads * kIdsPerThread);
}

TEST(IdTest, AClockThatCreepsBackKeepsTheOrder) {
  const Time time = now() + 3h;
  const Uuid before = Uuid::make_v7(time);
  EXPECT_LT(before, Uuid::make_v7(time - 5s));
}

TEST(IdTest, AClockThatWasSetBackFarStartsOver) {
  const Time time = now() + 4h;
  (void)Uuid::make_v7(time + 24h);
  const Uuid id = Uuid::make_v7(time);
  EXPECT_EQ(milliseconds_of(id),
            static_cast<std::uint64_t>(
                std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count()));
}

TEST(IdTest, UuidTextComesBack) {
  const std::string text = "018f3c2e-7a4b-7c11-9d2e-0123456789ab";
  const auto id = Uuid::parse(text);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->to_string(), text);
  EXPECT_EQ(Uuid::parse("018F3C2E-7A4B-7C11-9D2E-0123456789AB"), id);
  EXPECT_EQ(PaymentId::from_sql(text)->to_sql(), text);
}

TEST(IdTest, RefusesMalformedUuidText) {
  for (const char* text :
       {"", "018f3c2e-7a4b-7c11-9d2e-0123456789a", "018f3c2e-7a4b-7c11-9d2e-0123456789abc",
        "018f3c2e7a4b7c119d2e0123456789abcdef", "018f3c2e-7a4b-7c11-9d2e-0123456789ag",
        "018f3c2-e7a4b-7c11-9d2e-0123456789ab", "{18f3c2e-7a4b-7c11-9d2e-0123456789a}"}) {
    EXPECT_EQ(Uuid::parse(text), std::nullopt) << text;
  }
}

template <class Id>
void expect_round_trip(std::string_view prefix, std::optional<Id> (*from)(std::string_view)) {
  const Id id = Id::make(now());
  const std::string text = to_text(id);
  EXPECT_TRUE(text.starts_with(prefix)) << text;
  EXPECT_EQ(text.size(), prefix.size() + 26);
  EXPECT_EQ(from(text), id);
  EXPECT_EQ(from("xxx" + text.substr(3)), std::nullopt);
  EXPECT_EQ(from(text + "0"), std::nullopt);
  EXPECT_EQ(from(text.substr(0, text.size() - 1)), std::nullopt);
  EXPECT_EQ(from(text.substr(prefix.size())), std::nullopt);
}

TEST(IdTest, EveryTypedIdComesBackAndRefusesAnothersPrefix) {
  expect_round_trip<TransactionId>("txn_", transaction_id_from_text);
  expect_round_trip<ApiKeyId>("key_", api_key_id_from_text);
  expect_round_trip<ShopperId>("shp_", shopper_id_from_text);
  expect_round_trip<CardId>("crd_", card_id_from_text);
  expect_round_trip<PasskeyId>("psk_", passkey_id_from_text);
  expect_round_trip<WebhookEndpointId>("whe_", webhook_endpoint_id_from_text);
}

TEST(IdTest, CancelsAndAttemptsHaveTheirOwnPrefix) {
  EXPECT_TRUE(to_text(CancelId::make(now())).starts_with("cnl_"));
  EXPECT_TRUE(to_text(AttemptId::make(now())).starts_with("att_"));
}

TEST(IdTest, AMerchantIdIsEightCharactersOverItsWholeRange) {
  for (const std::int64_t value : {std::int64_t{1}, std::int64_t{31}, std::int64_t{32},
                                   (std::int64_t{1} << 40) - 1, std::int64_t{0x123456789A}}) {
    const MerchantId id{value};
    EXPECT_EQ(to_text(id).size(), 12U);
    EXPECT_EQ(merchant_id_from_text(to_text(id)), id);
  }
  EXPECT_EQ(to_text(MerchantId{1}), "mer_00000001");
  EXPECT_EQ(to_text(MerchantId{(std::int64_t{1} << 40) - 1}), "mer_zzzzzzzz");
}

TEST(IdTest, RandomMerchantIdsAreInRangeAndDiffer) {
  std::set<MerchantId> seen;
  for (int i = 0; i < 1000; ++i) {
    const MerchantId id = MerchantId::make_random();
    EXPECT_GT(id.value, 0);
    EXPECT_LT(id.value, std::int64_t{1} << 40);
    seen.insert(id);
  }
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(IdTest, RefusesMalformedMerchantIds) {
  for (const char* text : {"", "mer_", "mer_00000000", "mer_0000001", "mer_000000001",
                           "MER_00000001", "mer_0000000i", "mer_0000000l", "mer_0000000o",
                           "mer_0000000u", "mer_0000000A", "mer-00000001", "key_00000001"}) {
    EXPECT_EQ(merchant_id_from_text(text), std::nullopt) << text;
  }
}

TEST(IdTest, APaymentKeyHoldsItsMerchantAndItsPayment) {
  const PaymentKey key{MerchantId::make_random(), PaymentId::make(now())};
  const std::string text = to_text(key);
  EXPECT_EQ(text.size(), 38U);
  EXPECT_TRUE(text.starts_with("pay_"));
  EXPECT_EQ(payment_key_from_text(text), key);
  // 21 bytes leave two spare bits in the last character, which must be zero.
  EXPECT_EQ(payment_key_from_text(text.substr(0, 37) + "z"), std::nullopt);
  EXPECT_EQ(payment_key_from_text("pay_" + std::string(34, '0')), std::nullopt);
  EXPECT_EQ(payment_key_from_text(text.substr(0, 37)), std::nullopt);
}

TEST(IdTest, AWebhooksIdHoldsItsMerchantToo) {
  const WebhookKey key{MerchantId::make_random(), WebhookDeliveryId::make(now())};
  const std::string text = to_text(key);
  EXPECT_EQ(text.size(), 38U);
  EXPECT_TRUE(text.starts_with("msg_"));
  EXPECT_EQ(webhook_key_from_text(text), key);
  EXPECT_EQ(webhook_key_from_text("pay_" + text.substr(4)), std::nullopt);
  EXPECT_EQ(payment_key_from_text(text), std::nullopt);
}

TEST(IdTest, Base32IsCrockfordsInLowerCase) {
  EXPECT_EQ(base32_encode(""), "");
  EXPECT_EQ(base32_encode(std::string(1, '\xff')), "zw");
  EXPECT_EQ(base32_encode("foobar"), "csqpyrk1e8");
  EXPECT_EQ(base32_decode("csqpyrk1e8"), "foobar");
  EXPECT_EQ(base32_decode(""), "");
}

TEST(IdTest, Base32DecodingAcceptsOnlyWhatEncodingMakes) {
  for (std::size_t size = 0; size <= 40; ++size) {
    const std::string bytes = crypto::random_bytes(size);
    EXPECT_EQ(base32_decode(base32_encode(bytes)), bytes);
  }
  for (const char* text : {"0", "000", "000000", "zz", "01", "CSQPYRK1E8", "csqpyrk1ei", "c s",
                           "co", "cu", "cl", "zx="}) {
    EXPECT_EQ(base32_decode(text), std::nullopt) << text;
  }
}

TEST(IdTest, EveryTwoCharacterTextThatDecodesIsTheOneThatEncodingMakes) {
  int accepted = 0;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text = {static_cast<char>(first), static_cast<char>(second)};
      const auto bytes = base32_decode(text);
      if (!bytes) continue;
      ++accepted;
      EXPECT_EQ(base32_encode(*bytes), text);
    }
  }
  EXPECT_EQ(accepted, 256);
}

}  // namespace
}  // namespace pay200
