#include "fcgi-app/link/vault_keeper.hpp"

#include <gtest/gtest.h>
#include <string>
#include <thread>

#include "core/card_vault/vault_rotation.hpp"
#include "dev/vault_rows.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::link {
namespace {

using test::comes_true;

class VaultKeeperTest : public testing::Test {
 protected:
  VaultKeeperTest() { vault_.load(database_.link(), system_clock().now()); }

  void add_card(const std::string& ciphertext) {
    const CardId id = CardId::make(system_clock().now());
    auto sealed = vault_.seal(id, "4242424242424242");
    if (!ciphertext.empty()) sealed.ciphertext = ciphertext;
    database_.execute(dev::kInsertSealedCards + dev::sealed_card_row(id, sealed, "424242", "4242"));
  }
  bool done() {
    const auto progress = operators_.progress();
    return progress && progress->done();
  }

  test::TestDatabase database_;
  VaultRotation operators_{database_.operators()};
  CardVault vault_{std::string(32, 'k'), std::string(32, 'h')};
};

TEST_F(VaultKeeperTest, ARotationThatIsAskedForIsDone) {
  for (int i = 0; i < 3; ++i) add_card("");
  const VaultKeeper keeper(database_.link(), vault_, system_clock());
  operators_.ask(system_clock().now());
  EXPECT_TRUE(comes_true([this] { return done(); }));
  EXPECT_EQ(operators_.counts().back().cards, 3);
}

TEST_F(VaultKeeperTest, ANewerKeyOfAnotherLinkIsLearntOf) {
  const VaultKeeper keeper(database_.link(), vault_, system_clock());
  CardVault other(std::string(32, 'k'), std::string(32, 'h'));
  other.load(database_.link(), system_clock().now());
  other.make_key(database_.link(), 2, system_clock().now());
  EXPECT_TRUE(comes_true([this] { return vault_.newest() == 2; }));
}

TEST_F(VaultKeeperTest, WhatDoesNotOpenHoldsItUpUntilItIsMended) {
  add_card("spoilt");
  const VaultKeeper keeper(database_.link(), vault_, system_clock());
  operators_.ask(system_clock().now());
  EXPECT_TRUE(comes_true([this] { return vault_.newest() == 2; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_FALSE(done());
  EXPECT_EQ(operators_.counts().front().cards, 1);
  database_.execute("DELETE FROM pay200.card");
  EXPECT_TRUE(comes_true([this] { return done(); }));
}

}  // namespace
}  // namespace pay200::link
