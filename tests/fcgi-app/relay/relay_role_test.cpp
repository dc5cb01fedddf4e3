#include "fcgi-app/relay/relay_role.hpp"

#include <array>
#include <future>
#include <gtest/gtest.h>
#include <pqxx/pqxx>
#include <unistd.h>

#include "tests/support/comes_true.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::test {
namespace {

TEST(RelayRoleTest, OldIdempotencyKeysGoABatchRightAfterTheOther) {
  TestDatabase database;
  // More than two batches: once a minute would not be enough.
  database.execute(
      "INSERT INTO pay200.idempotency (merchant_id, scope, request_hash, holder_id, payment_id, "
      "state, created_at) SELECT 1, sha256(n::text::bytea), '', gen_random_uuid(), "
      "gen_random_uuid(), 'unknown', now() - interval '16 days' FROM generate_series(1, 12000) n");
  Config config;
  config.database.conninfo = database.conninfo(config.database.relay_user);
  config.relay.poll_interval_ms = 50;
  std::array<int, 2> stop{};
  ASSERT_EQ(::pipe(stop.data()), 0);
  const Secrets secrets;
  auto ended = std::async(std::launch::async, [&] { return run_relay(config, secrets, stop[0]); });
  EXPECT_TRUE(comes_true(
      [&] { return database.execute("SELECT count(*) FROM pay200.idempotency") == "0\n"; }));
  ::close(stop[1]);
  EXPECT_EQ(ended.get(), 0);
  ::close(stop[0]);
}

TEST(RelayRoleTest, MoneyDoesNotWaitForWebhooks) {
  constexpr int kPayments = 3;
  PaymentWorld world;
  world.now = system_clock().now() - std::chrono::hours(1);
  Config config;
  config.database.conninfo = world.database().conninfo(config.database.relay_user);
  config.relay.poll_interval_ms = 50;
  std::array<int, 2> stop{};
  ASSERT_EQ(::pipe(stop.data()), 0);
  const Secrets secrets;
  std::future<int> ended;
  // Whoever publishes or looks after webhooks waits, until a time-out of some seconds each time.
  world.database().owner().run_transaction("hold", [&](pqxx::transaction_base& transaction) {
    db::execute(transaction,
                {"lock_webhooks",
                 "LOCK TABLE webhook_endpoint, webhook_delivery, webhook_attempt, webhook_queue"});
    ended = std::async(std::launch::async, [&] { return run_relay(config, secrets, stop[0]); });
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < kPayments; ++i) {
      const auto payment = world.bring_to(PaymentState::kReady);
      EXPECT_TRUE(
          comes_true([&] { return world.state_of(payment.key) == PaymentState::kExpired; }));
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(6))
        << "less than two such time-outs";
  });
  ::close(stop[1]);
  EXPECT_EQ(ended.get(), 0);
  ::close(stop[0]);
}

}  // namespace
}  // namespace pay200::test
