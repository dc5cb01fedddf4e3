#include "dev/bench_confirms.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <latch>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "dev/bench/figures.hpp"
#include "dev/demo_data.hpp"
#include "dev/oracle/oracle.hpp"
#include "dev/read_journals.hpp"
#include "dev/seed.hpp"
#include "dev/shop_client.hpp"
#include "dev/stack.hpp"
#include "dev/temporary_directory.hpp"

namespace pay200::dev {
namespace {

using std::chrono::steady_clock;

constexpr int kShoppers = 32;
constexpr int kPreparers = 8;
/// Each of two workers has this many threads more than its half of those in flight.
constexpr int kSpareThreads = 16;
constexpr int kWorkers = 2;
constexpr int kMostConnections = 16;

struct Held {
  std::string payment_key;
  int shopper = 0;
};

struct Person {
  ShopperClient client;
  std::string card_id;
};

class Bench {
 public:
  Bench(const BenchConfirmsOptions& options, Stack& stack) : options_(options), stack_(stack) {}

  void prepare() {
    Accounts accounts(stack_);
    shop_ = accounts.add_shop(kDemoShopName, kDemoBusinessNumber, kDemoFeeBasisPoints);
    for (int i = 0; i < kShoppers; ++i) {
      const std::string login_id = "shopper" + std::to_string(i) + "@example.com";
      accounts.add_shopper({login_id, kDemoShopperName, kDemoPassword, kDemoPin});
      ShopperClient client(stack_.base_url());
      expect_ok(client.log_in(login_id, kDemoPassword), "log in");
      auto ids = register_cards(client, {demo_cards().front().details});
      people_.push_back({std::move(client), ids.at("4242")});
    }
    held_.resize(static_cast<std::size_t>(options_.in_flight * options_.rounds));
    std::vector<std::thread> threads;
    for (int i = 0; i < kPreparers; ++i) threads.emplace_back([this, i] { hold_share(i); });
    for (auto& thread : threads) thread.join();
    if (!failure_.empty()) throw std::runtime_error(failure_);
  }

  /// Seconds from the first request to the last answer.
  double measure() {
    stack_.sandbox().set_reply_delay_ms(options_.reply_delay_ms);
    std::latch start(options_.in_flight + 1);
    std::vector<std::thread> threads;
    for (int i = 0; i < options_.in_flight; ++i) {
      threads.emplace_back([this, i, &start] { confirm_share(i, start); });
    }
    start.arrive_and_wait();
    const auto begun = steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(3 * options_.reply_delay_ms));
    connections_ = count_connections();
    for (auto& thread : threads) thread.join();
    return std::chrono::duration<double>(steady_clock::now() - begun).count();
  }

  int approved() const { return approved_; }
  int connections() const { return connections_; }
  const std::string& failure() const { return failure_; }

 private:
  std::unique_ptr<ShopperClient> client_of(int person) const {
    const auto& known = people_[static_cast<std::size_t>(person)].client;
    auto client = std::make_unique<ShopperClient>(stack_.base_url());
    client->api().http().set_cookies(known.api().http().cookies());
    return client;
  }

  void hold_share(int preparer) {
    try {
      ShopClient shop(stack_.base_url(), shop_.secret_key);
      std::vector<std::unique_ptr<ShopperClient>> clients;
      for (int i = 0; i < kShoppers; ++i) clients.push_back(client_of(i));
      for (std::size_t at = static_cast<std::size_t>(preparer); at < held_.size();
           at += kPreparers) {
        const int person = static_cast<int>(at % kShoppers);
        const ApiAnswer created =
            shop.create_payment({unused_order_id(), "아메리카노", 4'500, std::nullopt});
        const std::string token = expect_ok(created, "create").body.at("qr").at("token");
        expect_ok(clients[static_cast<std::size_t>(person)]->scan(token), "scan");
        held_[at] = {created.text("paymentKey"), person};
      }
    } catch (const std::exception& broken) {
      fail(broken.what());
    }
  }

  void confirm_share(int worker, std::latch& start) {
    std::vector<std::unique_ptr<ShopperClient>> clients(kShoppers);
    start.arrive_and_wait();
    for (std::size_t at = static_cast<std::size_t>(worker); at < held_.size();
         at += static_cast<std::size_t>(options_.in_flight)) {
      const Held& held = held_[at];
      auto& client = clients[static_cast<std::size_t>(held.shopper)];
      if (!client) client = client_of(held.shopper);
      try {
        const ApiAnswer answer = client->confirm(
            held.payment_key, people_[static_cast<std::size_t>(held.shopper)].card_id, kDemoPin);
        if (answer.ok()) {
          ++approved_;
        } else {
          fail(answer.summary());
        }
      } catch (const std::exception& broken) {
        fail(broken.what());
      }
    }
  }

  int count_connections() {
    return std::stoi(stack_.postgres().execute(
        "SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'pay200_%'"));
  }

  void fail(const std::string& why) {
    const std::lock_guard lock(mutex_);
    if (failure_.empty()) failure_ = why;
  }

  const BenchConfirmsOptions& options_;
  Stack& stack_;
  ShopAccount shop_;
  std::vector<Person> people_;
  std::vector<Held> held_;
  std::atomic<int> approved_{0};
  int connections_ = 0;
  std::mutex mutex_;
  std::string failure_;  ///< the first; guarded by mutex_
};

int report(const BenchConfirmsOptions& options, const Bench& bench, double seconds,
           const Verdict& verdict) {
  const int all = options.in_flight * options.rounds;
  const double rate = bench.approved() / seconds;
  const double ceiling = options.in_flight * 1000.0 / options.reply_delay_ms;
  const double ratio = rate / ceiling;
  std::printf("in flight                 %d\n", options.in_flight);
  std::printf("card network's reply      %d ms\n", options.reply_delay_ms);
  std::printf("database connections      %d (at most %d)\n", bench.connections(), kMostConnections);
  std::printf("approved                  %d of %d\n", bench.approved(), all);
  std::printf("took                      %.2f s\n", seconds);
  std::printf("confirms/s                %.1f of %.1f\n", rate, ceiling);
  std::printf("ratio                     %.3f (at least %.2f)\n", ratio, options.least_ratio);
  if (!bench.failure().empty())
    std::printf("first failure             %s\n", bench.failure().c_str());
  std::printf("books                     %s\n", verdict.clean() ? "agree" : "DIFFER");
  std::printf("%s", to_text(verdict).c_str());
  if (options.figures != nullptr) {
    options.figures->set("inflight_per_s", rate);
    options.figures->set("inflight_ratio", ratio);
    options.figures->set("inflight_connections", bench.connections());
  }
  const bool good = bench.approved() == all && ratio >= options.least_ratio && verdict.clean() &&
                    bench.connections() <= kMostConnections;
  return good ? 0 : 1;
}

}  // namespace

int run_bench_confirms(const BenchConfirmsOptions& options) {
  try {
    const TemporaryDirectory directory("pay200-bench");
    StackOptions wanted;
    wanted.directory = directory.path();
    wanted.bin_directory = options.bin_directory;
    wanted.api_workers = kWorkers;
    wanted.api_threads = options.in_flight / kWorkers + kSpareThreads;
    Stack stack(wanted);
    Bench bench(options, stack);
    bench.prepare();
    const double seconds = bench.measure();
    const Verdict verdict = judge(read_books(stack.postgres()), read_journals(stack));
    return report(options, bench, seconds, verdict);
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "bench-confirms: %s\n", broken.what());
    return 1;
  }
}

}  // namespace pay200::dev
