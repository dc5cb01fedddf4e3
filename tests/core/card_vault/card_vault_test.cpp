#include "core/card_vault/card_vault.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/card_vault/card_vault_store.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "tests/support/test_database.hpp"

namespace pay200 {
namespace {

const std::string kPan = "4242424242424242";

class CardVaultTest : public testing::Test {
 protected:
  test::TestDatabase database_;
  const Time now_ = system_clock().now();
  const std::string kek_ = std::string(32, 'k');
  const std::string hmac_key_ = std::string(32, 'h');
  const CardId card_ = CardId::make(now_);
};

TEST_F(CardVaultTest, WhatIsSealedOpensAgainAlsoInALaterProcess) {
  CardVault first(kek_, hmac_key_);
  first.load(database_.link(), now_);
  const auto sealed = first.seal(card_, kPan);
  EXPECT_EQ(sealed.key_version, 1);
  EXPECT_EQ(first.open(card_, sealed.nonce, sealed.ciphertext, 1), kPan);

  CardVault later(kek_, hmac_key_);
  later.load(database_.link(), now_);
  EXPECT_EQ(later.open(card_, sealed.nonce, sealed.ciphertext, 1), kPan);
  EXPECT_EQ(card_vault_store::find_data_keys(database_.link()).size(), 1U);
}

TEST_F(CardVaultTest, TheSameNumberIsSealedDifferentlyAndHashedAlike) {
  CardVault vault(kek_, hmac_key_);
  vault.load(database_.link(), now_);
  const auto one = vault.seal(card_, kPan);
  const auto other = vault.seal(CardId::make(now_), kPan);
  EXPECT_NE(one.ciphertext, other.ciphertext);
  EXPECT_NE(one.nonce, other.nonce);
  EXPECT_EQ(one.pan_hmac, other.pan_hmac);
  EXPECT_NE(one.pan_hmac, vault.seal(card_, "5555555555554444").pan_hmac);
  EXPECT_EQ(one.ciphertext.find("4242"), std::string::npos);
}

TEST_F(CardVaultTest, AnotherCardsRowDoesNotOpen) {
  CardVault vault(kek_, hmac_key_);
  vault.load(database_.link(), now_);
  const auto sealed = vault.seal(card_, kPan);
  EXPECT_EQ(vault.open(CardId::make(now_), sealed.nonce, sealed.ciphertext, 1), std::nullopt);
}

TEST_F(CardVaultTest, ATamperedByteDoesNotOpen) {
  CardVault vault(kek_, hmac_key_);
  vault.load(database_.link(), now_);
  const auto sealed = vault.seal(card_, kPan);
  for (std::size_t i = 0; i < sealed.ciphertext.size(); ++i) {
    std::string wrong = sealed.ciphertext;
    wrong[i] = static_cast<char>(wrong[i] ^ 1);
    EXPECT_EQ(vault.open(card_, sealed.nonce, wrong, 1), std::nullopt) << i;
  }
  std::string wrong_nonce = sealed.nonce;
  wrong_nonce[0] = static_cast<char>(wrong_nonce[0] ^ 1);
  EXPECT_EQ(vault.open(card_, wrong_nonce, sealed.ciphertext, 1), std::nullopt);
  EXPECT_EQ(vault.open(card_, sealed.nonce, "", 1), std::nullopt);
  EXPECT_EQ(vault.open(card_, "", sealed.ciphertext, 1), std::nullopt);
  EXPECT_EQ(vault.open(card_, sealed.nonce, sealed.ciphertext, 2), std::nullopt);
}

TEST_F(CardVaultTest, AnotherKeyEncryptionKeyIsRefusedAndChangesNothing) {
  CardVault right(kek_, hmac_key_);
  right.load(database_.link(), now_);
  const auto sealed = right.seal(card_, kPan);
  CardVault wrong(std::string(32, 'w'), hmac_key_);
  EXPECT_THROW(wrong.load(database_.link(), now_), std::runtime_error);
  CardVault again(kek_, hmac_key_);
  again.load(database_.link(), now_);
  EXPECT_EQ(again.open(card_, sealed.nonce, sealed.ciphertext, 1), kPan);
}

TEST_F(CardVaultTest, ADataKeyMovedToAnotherVersionDoesNotOpen) {
  CardVault vault(kek_, hmac_key_);
  vault.load(database_.link(), now_);
  database_.execute("UPDATE pay200.data_key SET key_version = 2");
  CardVault other(kek_, hmac_key_);
  EXPECT_THROW(other.load(database_.link(), now_), std::runtime_error);
}

TEST_F(CardVaultTest, TwoLinksThatStartAtOnceAgreeOnOneKey) {
  constexpr std::size_t kLinks = 6;
  database_.link();  // the pool is shared, and made here
  std::vector<std::unique_ptr<CardVault>> vaults;
  for (std::size_t i = 0; i < kLinks; ++i) {
    vaults.push_back(std::make_unique<CardVault>(kek_, hmac_key_));
  }
  std::vector<std::thread> threads;
  for (auto& vault : vaults) {
    threads.emplace_back([&vault, this] { vault->load(database_.link(), now_); });
  }
  for (auto& thread : threads) thread.join();
  const auto sealed = vaults[0]->seal(card_, kPan);
  for (auto& vault : vaults) {
    EXPECT_EQ(vault->open(card_, sealed.nonce, sealed.ciphertext, 1), kPan);
  }
  EXPECT_EQ(database_.execute("SELECT count(*) FROM pay200.data_key"), "1\n");
}

TEST_F(CardVaultTest, TheNewestKeySealsAndTheOlderOnesStillOpen) {
  CardVault vault(kek_, hmac_key_);
  vault.load(database_.link(), now_);
  const auto old = vault.seal(card_, kPan);
  // A second data key, wrapped as the vault wraps them.
  const auto wrapped = crypto::seal(kek_, std::string(32, 'd'), "2");
  card_vault_store::add_data_key(database_.link(), {2, wrapped.nonce, wrapped.ciphertext}, now_);
  CardVault rotated(kek_, hmac_key_);
  rotated.load(database_.link(), now_);
  EXPECT_EQ(rotated.seal(card_, kPan).key_version, 2);
  EXPECT_EQ(rotated.open(card_, old.nonce, old.ciphertext, old.key_version), kPan);
}

TEST_F(CardVaultTest, OnlyTheLinksRoleSeesDataKeys) {
  CardVault vault(kek_, hmac_key_);
  EXPECT_ANY_THROW(vault.load(database_.api(), now_));
  EXPECT_ANY_THROW(vault.load(database_.relay(), now_));
  EXPECT_EQ(database_.execute("SELECT count(*) FROM pay200.data_key"), "0\n");
}

TEST_F(CardVaultTest, TheKeyEncryptionKeyIsRenewedWithoutASingleCardNumber) {
  CardVault running(kek_, hmac_key_);
  running.load(database_.link(), now_);
  running.make_key(database_.link(), 2, now_);
  const auto sealed = running.seal(card_, kPan);
  const std::string new_kek(32, 'n');
  EXPECT_EQ(rewrap_data_keys(database_.link(), kek_, new_kek), 2);
  EXPECT_EQ(rewrap_data_keys(database_.link(), kek_, new_kek), 0) << "called again";
  EXPECT_EQ(running.open(card_, sealed.nonce, sealed.ciphertext, 2), kPan);
  CardVault anew(new_kek, hmac_key_);
  anew.load(database_.link(), now_);
  EXPECT_EQ(anew.open(card_, sealed.nonce, sealed.ciphertext, 2), kPan);
  CardVault old(kek_, hmac_key_);
  EXPECT_THROW(old.load(database_.link(), now_), std::runtime_error);
  EXPECT_THROW(rewrap_data_keys(database_.link(), kek_, std::string(32, 'x')), std::runtime_error);
}

}  // namespace
}  // namespace pay200
