#include "dev/bench_webhooks.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "dev/bench/figures.hpp"
#include "dev/bench/statistics.hpp"
#include "dev/bench_receiver.hpp"
#include "dev/demo_data.hpp"
#include "dev/seed.hpp"
#include "dev/shop_client.hpp"
#include "dev/stack.hpp"
#include "dev/temporary_directory.hpp"

namespace pay200::dev {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

/// So that those that hang also time out, and are tried again, while it is measured.
constexpr int kWebhookTimeoutMs = 2'000;
constexpr int kPollMs = 100;
constexpr seconds kPatience{120};

double seconds_since(steady_clock::time_point begun) {
  return std::chrono::duration<double>(steady_clock::now() - begun).count();
}

void wait_for(const std::string& what, const std::function<bool()>& holds) {
  const auto begun = steady_clock::now();
  while (!holds()) {
    if (steady_clock::now() - begun > kPatience) throw std::runtime_error("never: " + what);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

class Bench {
 public:
  Bench(const BenchWebhooksOptions& options, Stack& stack) : options_(options), stack_(stack) {}

  void prepare() {
    Accounts accounts(stack_);
    for (int i = 0; i < options_.shops; ++i) {
      shops_.push_back(accounts.add_shop(kDemoShopName, kDemoBusinessNumber, kDemoFeeBasisPoints));
      ShopClient shop(stack_.base_url(), shops_.back().secret_key);
      expect_ok(shop.api().post("/v1/webhook-endpoints", {{"url", receiver_.url_of(i)}}),
                "register");
    }
    for (int i = 0; i < options_.payers; ++i) {
      const std::string login_id = "shopper" + std::to_string(i) + "@example.com";
      accounts.add_shopper({login_id, kDemoShopperName, kDemoPassword, kDemoPin});
      ShopperClient client(stack_.base_url());
      expect_ok(client.log_in(login_id, kDemoPassword), "log in");
      auto ids = register_cards(client, {demo_cards().front().details});
      payers_.push_back({std::move(client), ids.at("4242")});
    }
    pay_for(seconds(2));  // connections, prepared statements
    clear_queue();
  }

  /// Whole payments/s: created, scanned, confirmed, approved.
  double payments(int hanging) {
    receiver_.set_hanging(hanging);
    const double rate = pay_for(seconds(options_.seconds));
    clear_queue();
    return rate;
  }

  /// Webhooks/s to those that do not hang, which all have as many waiting.
  double webhooks(int hanging) {
    receiver_.set_hanging(hanging);
    const std::size_t before = receiver_.answered();
    publish();
    const auto begun = steady_clock::now();
    const int wanted = (options_.shops - hanging) * options_.webhooks;
    wait_for("all webhooks delivered",
             [&] { return receiver_.answered() >= before + static_cast<std::size_t>(wanted); });
    const double rate = wanted / seconds_since(begun);
    clear_queue();
    return rate;
  }

 private:
  struct Payer {
    ShopperClient client;
    std::string card_id;
  };

  double pay_for(seconds duration) {
    std::atomic<int> paid{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto begun = steady_clock::now();
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < payers_.size(); ++i) {
      threads.emplace_back([&, i] {
        try {
          for (auto shop = i; steady_clock::now() < begun + duration; shop += payers_.size()) {
            pay(payers_[i], shops_[shop % shops_.size()]);
            ++paid;
          }
        } catch (const std::exception&) {
          const std::lock_guard lock(mutex);
          failure = std::current_exception();
        }
      });
    }
    for (auto& thread : threads) thread.join();
    if (failure) std::rethrow_exception(failure);
    return paid / seconds_since(begun);
  }

  void pay(Payer& payer, const ShopAccount& account) {
    ShopClient shop(stack_.base_url(), account.secret_key);
    const ApiAnswer created =
        shop.create_payment({unused_order_id(), "아메리카노", 4'500, std::nullopt});
    const std::string token = expect_ok(created, "create").body.at("qr").at("token");
    expect_ok(payer.client.scan(token), "scan");
    expect_ok(payer.client.confirm(created.text("paymentKey"), payer.card_id, kDemoPin), "confirm");
  }

  /// At once, and past the workers: what is measured is the relay.
  void publish() {
    stack_.postgres().execute(
        "SELECT count(*) FROM pay200.webhook_endpoint e "
        "CROSS JOIN generate_series(1, " +
            std::to_string(options_.webhooks) +
            ") n "
            "CROSS JOIN LATERAL pay200.publish_webhook(e.merchant_id, "
            "(substr(pay200.least_uuid_v7(now() AT TIME ZONE 'UTC')::text, 1, 13) "
            "|| substr(gen_random_uuid()::text, 14))::uuid, 'TEST', "
            "'{\"data\":\"' || n || repeat('x', 1500) || '\"}', e.endpoint_id, now())",
        "pay200");
  }

  /// Nothing of one slice is left for the next.
  void clear_queue() {
    receiver_.set_hanging(0);
    wait_for("events handed over", [&] {
      return stack_.postgres().execute("SELECT count(*) FROM pay200.outbox", "pay200") == "0\n";
    });
    wait_for("webhooks gone", [&] {
      return stack_.postgres().execute(
                 "WITH given_up AS (DELETE FROM pay200.webhook_queue WHERE NOT in_flight AND tries "
                 "> 0) "
                 "SELECT count(*) FROM pay200.webhook_queue WHERE in_flight OR tries = 0",
                 "pay200") == "0\n";
    });
  }

  const BenchWebhooksOptions& options_;
  Stack& stack_;
  BenchReceiver receiver_;
  std::vector<ShopAccount> shops_;
  std::vector<Payer> payers_;
};

/// By how many hang, the median; in turn, so that what else the machine does meets all alike.
std::map<int, double> medians(const std::vector<int>& kinds, int slices,
                              const std::function<double(int)>& measure) {
  std::map<int, std::vector<double>> rates;
  for (int slice = 0; slice < slices; ++slice) {
    for (const int hanging : kinds) rates[hanging].push_back(measure(hanging));
  }
  std::map<int, double> result;
  for (const auto& [hanging, measured] : rates) result[hanging] = median(measured);
  return result;
}

bool report(const char* what, const std::map<int, double>& rates,
            const BenchWebhooksOptions& options) {
  bool good = true;
  const double undisturbed = rates.at(0);
  for (const auto& [hanging, rate] : rates) {
    const double ratio = rate / undisturbed;
    std::printf("%s, %3d of %d hang   %8.1f/s   ratio %.3f (at least %.2f)\n", what, hanging,
                options.shops, rate, ratio, options.least_ratio);
    good &= ratio >= options.least_ratio;
  }
  return good;
}

}  // namespace

int run_bench_webhooks(const BenchWebhooksOptions& options) {
  try {
    const TemporaryDirectory directory("pay200-bench");
    StackOptions wanted;
    wanted.directory = directory.path();
    wanted.bin_directory = options.bin_directory;
    wanted.webhook_timeout_ms = kWebhookTimeoutMs;
    wanted.recovery_poll_ms = kPollMs;
    Stack stack(wanted);
    Bench bench(options, stack);
    bench.prepare();
    const int one_percent = std::max(1, options.shops / 100);
    const auto payments = medians({0, one_percent, options.shops}, options.slices,
                                  [&](int hanging) { return bench.payments(hanging); });
    const auto webhooks = medians({0, one_percent}, options.slices,
                                  [&](int hanging) { return bench.webhooks(hanging); });
    if (options.figures != nullptr) {
      options.figures->set("webhook_ratio", webhooks.at(one_percent) / webhooks.at(0));
      options.figures->set("webhook_payments_ratio", payments.at(one_percent) / payments.at(0));
    }
    const bool fast = report("payments", payments, options);
    return report("webhooks", webhooks, options) && fast ? 0 : 1;
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "bench-webhooks: %s\n", broken.what());
    return 1;
  }
}

}  // namespace pay200::dev
