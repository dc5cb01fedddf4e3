#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/comes_true.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// Workers remember keys; an ended one must stop on all of them within a second, however busy they
/// are with it.
class KeyRevocationTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.api_workers = 3;
    start_stack(options);
  }

  /// Asks with the key, without a pause, until it is refused. Then the time of the last request
  /// that was begun and still served says how long that took.
  struct Hammer {
    explicit Hammer(const std::string& key, int threads = 6) {
      for (int i = 0; i < threads; ++i) {
        threads_.emplace_back([this, key] {
          auto shop = shop_of(key);
          while (!stop) ask(shop);
        });
      }
    }
    ~Hammer() {
      stop = true;
      for (auto& thread : threads_) thread.join();
    }
    Hammer(const Hammer&) = delete;
    Hammer& operator=(const Hammer&) = delete;

    void ask(dev::ShopClient& shop) {
      const auto begun = steady_clock::now().time_since_epoch().count();
      const int status = shop.get_payment_by_order("no-such-order").status;
      if (status == 404) {
        ++served;
        auto last = last_served.load();
        while (last < begun && !last_served.compare_exchange_weak(last, begun)) {
        }
      } else if (status == 401) {
        ++refused;
      } else {
        ++others;
        other = status;
      }
    }

    std::atomic<bool> stop{false};
    std::atomic<int> served{0}, refused{0}, others{0}, other{0};
    std::atomic<steady_clock::rep> last_served{0};

   private:
    std::vector<std::thread> threads_;
  };

  static std::string key_id_of(const dev::ShopAccount& account) {
    const auto listed =
        stack().pgctl({"key", "list", "--merchant", account.merchant_id, "--output", "json"});
    const auto document = nlohmann::json::parse(listed.out);
    for (const auto& key : document.at("items")) {
      if (key.at("kind") == "secret") return key.at("key");
    }
    ADD_FAILURE() << listed.out << listed.err;
    return {};
  }

  /// `end`: the key has ended when it returns. `meanwhile` happens right after that.
  void expect_refused_within_a_second_of(
      Hammer& hammer, const std::function<void()>& end,
      const std::function<void()>& meanwhile = [] {}) {
    ASSERT_TRUE(comes_true([&] { return hammer.served > 200; }));
    end();
    const auto ended = steady_clock::now();
    meanwhile();
    std::this_thread::sleep_for(2s);
    const auto last = steady_clock::time_point(steady_clock::duration(hammer.last_served.load()));
    EXPECT_LT(last, ended + 1s);
    const int refused_by_then = hammer.refused;
    EXPECT_TRUE(comes_true([&] { return hammer.refused > refused_by_then + 50; }));
    EXPECT_EQ(steady_clock::duration(hammer.last_served.load()), last.time_since_epoch())
        << "served again";
  }
};

TEST_F(KeyRevocationTest, ARevokedKeyStopsWithinASecondOnEveryWorkerWhileItIsHammered) {
  const dev::ShopAccount account = new_shop_account();
  const std::string id = key_id_of(account);
  Hammer hammer(account.secret_key);
  expect_refused_within_a_second_of(
      hammer, [&] { ASSERT_EQ(stack().pgctl({"key", "revoke", id, "--yes"}).status, 0); });
  EXPECT_EQ(hammer.others, 0) << hammer.other;
}

TEST_F(KeyRevocationTest, SoItDoesWhenTheDatabasesConnectionsBreakMeanwhile) {
  const dev::ShopAccount account = new_shop_account();
  const std::string id = key_id_of(account);
  Hammer hammer(account.secret_key);
  expect_refused_within_a_second_of(
      hammer, [&] { ASSERT_EQ(stack().pgctl({"key", "revoke", id, "--yes"}).status, 0); },
      [] {
        stack().kill_part(dev::Part::kPostgres);
        stack().start_part(dev::Part::kPostgres);
      });
}

TEST_F(KeyRevocationTest, SoItDoesWhenOnlyTheWorkersConnectionsAreCut) {
  const dev::ShopAccount account = new_shop_account();
  const std::string id = key_id_of(account);
  Hammer hammer(account.secret_key);
  expect_refused_within_a_second_of(
      hammer, [&] { ASSERT_EQ(stack().pgctl({"key", "revoke", id, "--yes"}).status, 0); },
      [] {
        for (int i = 0; i < 5; ++i) {
          stack().postgres().execute(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = "
              "'pay200_api'");
          std::this_thread::sleep_for(100ms);
        }
      });
}

/// The key is good all the time: it is the worker that must not take its own word for it.
TEST_F(KeyRevocationTest, AWorkerThatCannotAskBelievesNothingThatItRemembers) {
  const dev::ShopAccount account = new_shop_account();
  Hammer hammer(account.secret_key);
  ASSERT_TRUE(comes_true([&] { return hammer.served > 200; }));
  // Whoever asks for the version waits, longer than a worker's lock_timeout lets it.
  std::thread holding([] {
    try {
      stack().postgres().execute(
          "BEGIN; LOCK TABLE pay200.api_key_change IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(200)",
          "pay200");
    } catch (const std::runtime_error&) {  // it is ended below
    }
  });
  const auto locked = [] {
    return stack().postgres().execute(
               "SELECT count(*) FROM pg_locks WHERE relation = 'pay200.api_key_change'::regclass"
               " AND mode = 'AccessExclusiveLock' AND granted",
               "pay200") == "1\n";
  };
  EXPECT_TRUE(comes_true(locked));
  const auto cut_off = steady_clock::now();
  std::this_thread::sleep_for(3500ms);
  const auto last = steady_clock::time_point(steady_clock::duration(hammer.last_served.load()));
  EXPECT_TRUE(locked());
  EXPECT_LT(last, cut_off + 1s);
  stack().postgres().execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
      " WHERE query LIKE '%pg_sleep(200)%' AND pid <> pg_backend_pid()");
  holding.join();
  const int served = hammer.served;
  EXPECT_TRUE(comes_true([&] { return hammer.served > served + 50; })) << "it is good again";
  EXPECT_EQ(hammer.refused, 0) << "not to know is no refusal";
}

TEST_F(KeyRevocationTest, ARotatedKeyWithoutAnOverlapStopsAsSoon) {
  const dev::ShopAccount account = new_shop_account();
  const std::string id = key_id_of(account);
  Hammer hammer(account.secret_key);
  expect_refused_within_a_second_of(hammer, [&] {
    const auto rotated = stack().pgctl({"key", "rotate", id, "--overlap", "0", "--yes"});
    ASSERT_EQ(rotated.status, 0) << rotated.err;
  });
}

}  // namespace
}  // namespace pay200::test
