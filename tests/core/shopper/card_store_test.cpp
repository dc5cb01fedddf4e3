#include "core/shopper/card_store.hpp"

#include <gtest/gtest.h>

#include "core/platform/crypto/crypto.hpp"
#include "tests/core/shopper/sample_shopper.hpp"
#include "tests/support/test_database.hpp"

namespace pay200 {
namespace {

class CardStoreTest : public testing::Test {
 protected:
  Card card() {
    Card made;
    made.id = CardId::make(clock_.now());
    made.bin = "424242";
    made.last_four = "4242";
    made.brand = "visa";
    made.expiry = "3012";
    made.created_at = clock_.now();
    return made;
  }
  SealedCard sealed(char number) {
    SealedCard made;
    made.nonce = crypto::random_bytes(12);
    made.ciphertext = crypto::random_bytes(32);
    made.key_version = 1;
    made.pan_hmac = std::string(32, number);
    return made;
  }

  test::TestDatabase database_;
  test::SetClock clock_;
  ShopperId mina_ = ShopperId::make(clock_.now());
  ShopperId jun_ = ShopperId::make(clock_.now());
};

TEST_F(CardStoreTest, AnAddedCardIsListedAsItWasAdded) {
  const Card added = card();
  ASSERT_EQ(card_store::add_card(database_.api(), mina_, added, sealed('a'), 10), "added");
  const auto listed = card_store::list_cards(database_.api(), mina_);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].id, added.id);
  EXPECT_EQ(listed[0].bin, "424242");
  EXPECT_EQ(listed[0].last_four, "4242");
  EXPECT_EQ(listed[0].brand, "visa");
  EXPECT_EQ(listed[0].expiry, "3012");
  EXPECT_EQ(listed[0].created_at, added.created_at);
}

TEST_F(CardStoreTest, OneNumberIsRegisteredOnceByOneShopper) {
  ASSERT_EQ(card_store::add_card(database_.api(), mina_, card(), sealed('a'), 10), "added");
  EXPECT_EQ(card_store::add_card(database_.api(), mina_, card(), sealed('a'), 10), "duplicate");
  EXPECT_EQ(card_store::add_card(database_.api(), mina_, card(), sealed('b'), 10), "added");
  EXPECT_EQ(card_store::add_card(database_.api(), jun_, card(), sealed('a'), 10), "added");
  EXPECT_EQ(card_store::list_cards(database_.api(), mina_).size(), 2U);
}

TEST_F(CardStoreTest, AddingTheSameCardAgainAfterABrokenConnectionIsTheSameCard) {
  const Card added = card();
  const SealedCard once = sealed('a');
  EXPECT_EQ(card_store::add_card(database_.api(), mina_, added, once, 10), "added");
  EXPECT_EQ(card_store::add_card(database_.api(), mina_, added, once, 10), "added");
  EXPECT_EQ(card_store::list_cards(database_.api(), mina_).size(), 1U);
}

TEST_F(CardStoreTest, AListHoldsOneShoppersCardsTheDefaultOneFirst) {
  const Card first = card();
  const Card second = card();
  ASSERT_EQ(card_store::add_card(database_.api(), mina_, first, sealed('a'), 10), "added");
  ASSERT_EQ(card_store::add_card(database_.api(), mina_, second, sealed('b'), 10), "added");
  ASSERT_EQ(card_store::add_card(database_.api(), jun_, card(), sealed('c'), 10), "added");
  const auto listed = card_store::list_cards(database_.api(), mina_);
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].id, first.id) << "the default one";
  EXPECT_EQ(listed[1].id, second.id);
}

TEST_F(CardStoreTest, TheFirstCardIsTheDefaultOneUntilAnotherIsChosenOrItIsDeleted) {
  const Card first = card();
  const Card second = card();
  ASSERT_EQ(card_store::add_card(database_.api(), mina_, first, sealed('a'), 10), "added");
  ASSERT_EQ(card_store::add_card(database_.api(), mina_, second, sealed('b'), 10), "added");
  const auto shown = [&] { return card_store::list_cards(database_.api(), mina_); };
  EXPECT_EQ(shown()[0].id, first.id);
  EXPECT_TRUE(shown()[0].is_default);
  EXPECT_FALSE(shown()[1].is_default);
  clock_.advance(std::chrono::seconds(1));
  EXPECT_TRUE(card_store::make_default_card(database_.api(), mina_, second.id, clock_.now()));
  EXPECT_EQ(shown()[0].id, second.id);
  EXPECT_TRUE(card_store::delete_card(database_.api(), mina_, second.id));
  EXPECT_EQ(shown()[0].id, first.id);
  EXPECT_FALSE(card_store::delete_card(database_.api(), mina_, second.id));
  EXPECT_FALSE(card_store::make_default_card(database_.api(), jun_, first.id, clock_.now()));
}

TEST_F(CardStoreTest, NoMoreCardsThanAllowed) {
  ASSERT_EQ(card_store::add_card(database_.api(), mina_, card(), sealed('a'), 2), "added");
  ASSERT_EQ(card_store::add_card(database_.api(), mina_, card(), sealed('b'), 2), "added");
  EXPECT_EQ(card_store::add_card(database_.api(), mina_, card(), sealed('c'), 2), "too_many");
}

TEST_F(CardStoreTest, ABlockedCardIsLastAndNotTheDefaultOne) {
  const Card first = card();
  const Card second = card();
  ASSERT_EQ(card_store::add_card(database_.api(), mina_, first, sealed('a'), 10), "added");
  ASSERT_EQ(card_store::add_card(database_.api(), mina_, second, sealed('b'), 10), "added");
  EXPECT_TRUE(card_store::block_card(database_.api(), mina_, first.id, "41", clock_.now()));
  EXPECT_FALSE(card_store::block_card(database_.api(), mina_, first.id, "41", clock_.now()));
  const auto listed = card_store::list_cards(database_.api(), mina_);
  EXPECT_EQ(listed[0].id, second.id);
  EXPECT_TRUE(listed[1].blocked);
}

TEST_F(CardStoreTest, AnOperatorMayNotReadCards) {
  ASSERT_EQ(card_store::add_card(database_.api(), mina_, card(), sealed('a'), 10), "added");
  EXPECT_ANY_THROW(card_store::list_cards(database_.operators(), mina_));
}

}  // namespace
}  // namespace pay200
