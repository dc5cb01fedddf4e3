#pragma once
// The fixture of tests against the whole gateway: nginx, workers, link, relay, PostgreSQL and the
// sandbox as real processes, started once per suite. Every test has a merchant and shoppers of its
// own. At the end of every test all that is on its way must end by itself, and then the books must
// agree (dev/oracle): whatever a test is about, losing or doubling money fails it; and so does
// an answer that fcgi-app/openapi.json does not describe.

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "dev/accounts.hpp"
#include "dev/oracle/oracle.hpp"
#include "dev/seed.hpp"
#include "dev/shop_client.hpp"
#include "dev/shopper_client.hpp"
#include "dev/stack.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::test {

inline constexpr const char* kGoodCard = "4242";      ///< approves
inline constexpr const char* kEmptyCard = "9995";     ///< 51, insufficient funds
inline constexpr const char* kDeclinedCard = "0341";  ///< 05
inline constexpr const char* kPin = "135790";

class WholeStackTest : public ::testing::Test {
 public:
  /// A shopper's app that is logged in and has the three cards.
  struct App {
    dev::ShopperClient client;
    dev::ShopperAccount account;
    std::map<std::string, std::string> card_ids;

    dev::ApiAnswer confirm(const std::string& payment_key, const std::string& last_four = kGoodCard,
                           const std::string& idempotency_key = {}) {
      return client.confirm(payment_key, card_ids.at(last_four), kPin, idempotency_key);
    }
    /// The same session, for another thread.
    App another() const;
  };

 protected:
  /// In SetUpTestSuite of every suite; directory and programs are filled in.
  static void start_stack(dev::StackOptions options = {});
  static void TearDownTestSuite();
  static dev::Stack& stack() { return *stack_; }

  void SetUp() override;
  void TearDown() override;

  dev::ShopAccount new_shop_account();
  static dev::ShopClient shop_of(const std::string& secret_key);
  dev::ShopClient new_shop() { return shop_of(new_shop_account().secret_key); }
  App new_app();

  /// A payment that waits for its QR to be scanned; and so on.
  dev::ApiAnswer created(std::int64_t amount_minor = 10'000);
  std::string held_by(App& app, std::int64_t amount_minor = 10'000);
  std::string paid_by(App& app, std::int64_t amount_minor = 10'000);

  std::string status_of(const std::string& payment_key);
  /// Asks until it has this status; false (and a failure) if it has not by then.
  bool becomes(const std::string& payment_key, const std::string& status,
               std::chrono::milliseconds patience = std::chrono::seconds(30));

  /// The sandboxes' purchases of this amount, repeats left out.
  std::vector<sandbox::JournalRecord> purchases_of(std::int64_t amount_minor);
  /// Likewise.
  std::vector<sandbox::JournalRecord> reversals_of(std::int64_t amount_minor);
  std::vector<sandbox::JournalRecord> voids_of(std::int64_t amount_minor);
  std::vector<sandbox::JournalRecord> refunds_of(std::int64_t amount_minor);

  /// What the oracle holds us to.
  void told(const std::string& payment_key, dev::Told::What what);
  /// Waits until nothing is on its way, and fails the test unless all books agree.
  void expect_books_agree(std::chrono::milliseconds patience = std::chrono::seconds(30));

  /// The test's own shop.
  dev::ShopClient& shop() { return *shop_; }
  /// The same shop, for another thread.
  dev::ShopClient same_shop() const { return shop_of(shop_account_.secret_key); }
  const dev::ShopAccount& shop_account() const { return shop_account_; }

 private:
  static std::vector<sandbox::JournalRecord> records_of(sandbox::Kind kind,
                                                        std::int64_t amount_minor);

  static std::unique_ptr<TemporaryDirectory> directory_;
  static std::unique_ptr<dev::Stack> stack_;

  std::unique_ptr<dev::Accounts> accounts_;
  dev::ShopAccount shop_account_;
  std::unique_ptr<dev::ShopClient> shop_;
  std::vector<dev::Told> told_;
  bool compared_ = false;
};

/// An amount that no other payment of this test program has, so that the journal can be searched
/// by it.
std::int64_t unused_amount();

}  // namespace pay200::test
