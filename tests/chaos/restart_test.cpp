#include <atomic>
#include <mutex>
#include <thread>

#include "tests/support/chaos_length.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using dev::Part;
using dev::Told;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kClients = 8;

/// Shops and shoppers that go on buying while parts of the gateway go away and come back.
class Load {
 public:
  struct Seen {
    std::vector<Told> told;
    std::vector<std::string> surprises;  ///< answers that nobody should get
    int paid = 0;
    int failed = 0;  ///< 503 and 504
  };

  /// One thread for each; they buy until stop().
  void start(std::vector<std::pair<dev::ShopClient, WholeStackTest::App>> clients) {
    clients_ = std::move(clients);
    for (auto& client : clients_) {
      threads_.emplace_back([this, &client] {
        while (!stopping_) buy(client.first, client.second);
      });
    }
  }
  /// From now on 503 and 504 are surprises.
  void expect_calm() { calm_ = true; }
  Seen stop() {
    stopping_ = true;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    return std::move(seen_);
  }
  Load() = default;
  ~Load() { stop(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

 private:
  void buy(dev::ShopClient& shop, WholeStackTest::App& app) {
    const bool was_calm = calm_;
    const dev::NewOrder order{dev::unused_order_id(), "부하", 10'000, std::nullopt};
    const auto created =
        note(was_calm, "create", [&] { return shop.create_payment(order, order.order_id); });
    if (!created.ok()) return;
    const std::string key = created.text("paymentKey");
    keep(key, Told::What::kCreated);
    const auto scanned =
        note(was_calm, "scan", [&] { return app.client.scan(created.body.at("qr").at("token")); });
    if (!scanned.ok()) return;
    const auto confirmed = note(was_calm, "confirm", [&] { return app.confirm(key); });
    if (!confirmed.ok()) return;
    keep(key, Told::What::kApproved);
    if (++count_ % 4 == 0) {
      const auto canceled =
          note(was_calm, "cancel", [&] { return shop.cancel_payment(key, "부하"); });
      if (canceled.status == 200) keep(key, Told::What::kCanceled);
    }
  }

  template <class Act>
  ApiAnswer note(bool was_calm, const std::string& what, Act act) {
    ApiAnswer answer;
    try {
      answer = act();
    } catch (const dev::HttpFailure& broken) {
      const std::lock_guard lock(mutex_);
      seen_.surprises.push_back(what + ": " + broken.what());
      return answer;
    }
    const bool away = answer.status == 503 || answer.status == 504;
    const bool expected =
        answer.ok() || answer.status == 402 || answer.status == 409 || (away && !was_calm);
    const std::lock_guard lock(mutex_);
    seen_.failed += away ? 1 : 0;
    seen_.paid += what == "confirm" && answer.ok() ? 1 : 0;
    if (!expected) seen_.surprises.push_back(what + ": " + answer.summary());
    return answer;
  }

  void keep(const std::string& key, Told::What what) {
    const std::lock_guard lock(mutex_);
    seen_.told.push_back({key, what});
  }

  std::vector<std::pair<dev::ShopClient, WholeStackTest::App>> clients_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> calm_{false};
  std::atomic<int> count_{0};
  std::mutex mutex_;
  Seen seen_;  // guarded by mutex_
};

/// PostgreSQL and the sandbox go away and come back under load: honest answers while they are gone,
/// none but good ones after, nothing lost or doubled.
class RestartTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.acquirer_timeout_ms = 2'000;
    options.recovery_grace_ms = 1'000;
    start_stack(options);
  }

  static int times() { return chaos_is_long() ? 20 : 1; }

  /// away() takes it away and brings it back.
  template <class Away>
  void under_load(Away away) {
    std::vector<std::pair<dev::ShopClient, App>> clients;
    for (int i = 0; i < kClients; ++i) clients.emplace_back(same_shop(), new_app());
    Load load;
    load.start(std::move(clients));
    for (int time = 0; time < times(); ++time) {
      std::this_thread::sleep_for(milliseconds(700));
      away();
    }
    ASSERT_TRUE(stack().wait_until_ready(seconds(20)));
    std::this_thread::sleep_for(seconds(3));  // what was under way ends as it may
    load.expect_calm();
    std::this_thread::sleep_for(seconds(2));
    const auto seen = load.stop();
    for (const auto& one : seen.told) told(one.payment_key, one.what);
    for (std::size_t i = 0; i < seen.surprises.size() && i < 10; ++i) {
      ADD_FAILURE() << seen.surprises[i];
    }
    EXPECT_GT(seen.paid, 0);
    EXPECT_GT(seen.failed, 0) << "it was away, and nobody noticed: was there any load?";
    RecordProperty("paid", seen.paid);
    RecordProperty("failed", seen.failed);
    expect_books_agree(std::chrono::minutes(1));
  }
};

TEST_F(RestartTest, PostgresqlRestartedLosesAndDoublesNothing) {
  under_load([] {
    stack().stop_part(Part::kPostgres);
    std::this_thread::sleep_for(milliseconds(500));
    stack().start_part(Part::kPostgres);
  });
}

TEST_F(RestartTest, PostgresqlKilledLosesAndDoublesNothing) {
  under_load([] {
    stack().kill_part(Part::kPostgres);
    stack().start_part(Part::kPostgres);
  });
}

TEST_F(RestartTest, TheSandboxRestartedLosesAndDoublesNothing) {
  under_load([] {
    stack().stop_part(Part::kSandbox);
    std::this_thread::sleep_for(milliseconds(500));
    stack().start_part(Part::kSandbox);
  });
}

TEST_F(RestartTest, TheSandboxKilledLosesAndDoublesNothing) {
  under_load([] {
    stack().kill_part(Part::kSandbox);
    stack().start_part(Part::kSandbox);
  });
}

}  // namespace
}  // namespace pay200::test
