#include "dev/soak.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <vector>

#include "dev/accounts.hpp"
#include "dev/demo_data.hpp"
#include "dev/many_streams.hpp"
#include "dev/moved_clock.hpp"
#include "dev/process_sizes.hpp"
#include "dev/seed.hpp"
#include "dev/shop_client.hpp"
#include "dev/shopper_client.hpp"
#include "dev/stack.hpp"
#include "dev/temporary_directory.hpp"

namespace pay200::dev {
namespace {

using std::chrono::duration;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr int kPayers = 4;
constexpr std::int64_t kAmount = 4'500;
constexpr seconds kPatience{120};
/// Caches fill, allocators find their size: it is no growth yet.
constexpr std::size_t kWarmRounds = 1;
constexpr minutes kSimulatedRound{15};

struct Order {
  std::string payment_key, qr_token, page_token;
};

/// A stream is two sockets in nginx, one here and one in the role.
void allow_many_files() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

class Soak {
 public:
  /// `clock`: moved on by a quarter of an hour in each round, if there is one.
  Soak(const SoakOptions& options, Stack& stack, MovedClock* clock)
      : options_(options), stack_(stack), clock_(clock) {
    Accounts accounts(stack_);
    shop_ = accounts.add_shop(kDemoShopName, kDemoBusinessNumber, kDemoFeeBasisPoints);
    for (int i = 0; i < kPayers; ++i) {
      const std::string login_id = "shopper" + std::to_string(i) + "@example.com";
      accounts.add_shopper({login_id, kDemoShopperName, kDemoPassword, kDemoPin});
      ShopperClient client(stack_.base_url());
      expect_ok(client.log_in(login_id, kDemoPassword), "log in");
      auto ids = register_cards(client, {demo_cards().front().details});
      people_.push_back({login_id, ids.at("4242"), {}});
    }
    if (!options_.table.empty()) {
      const auto folder = std::filesystem::absolute(options_.table).parent_path();
      std::filesystem::create_directories(folder);
      table_.open(options_.table);
      if (!table_) throw std::runtime_error(options_.table.string() + " cannot be written");
      table_ << "second,process,resident_mb,descriptors\n";
    }
  }

  /// What the processes took at most, and at its end, when no stream is open.
  struct Round {
    ProcessSizes largest, at_rest;
  };
  Round round() {
    log_in();
    std::vector<Order> orders = make_orders();
    std::vector<ManyStreams::Page> pages;
    for (const Order& order : orders) pages.push_back({order.page_token, false});
    Round result;
    {
      ManyStreams streams(stack_.port(), std::move(pages));
      wait_until("all streams are open", result, [&] { return streams.open() == orders.size(); });
      pay(orders, result);
      if (clock_ != nullptr) clock_->forward(kSimulatedRound);
      wait_until("every stream has ended", result,
                 [&] { return streams.ended() == orders.size(); });
    }
    std::this_thread::sleep_for(seconds(2));  // connections are closed
    result.at_rest = sizes_of(stack_);
    return result;
  }

 private:
  struct Person {
    std::string login_id, card_id;
    std::map<std::string, std::string> cookies;
  };

  /// Anew: a session of the round before may have run out. While nobody measures, since a
  /// password's hash takes 19 MB for a moment.
  void log_in() {
    for (Person& person : people_) {
      ShopperClient client(stack_.base_url());
      expect_ok(client.log_in(person.login_id, kDemoPassword), "log in");
      person.cookies = client.api().http().cookies();
    }
  }

  std::vector<Order> make_orders() {
    std::vector<Order> orders;
    ShopClient shop(stack_.base_url(), shop_.secret_key);
    for (int i = 0; i < options_.streams; ++i) {
      const ApiAnswer created =
          shop.create_payment({unused_order_id(), "아메리카노", kAmount, std::nullopt});
      const auto& body = expect_ok(created, "create").body;
      orders.push_back({created.text("paymentKey"), body.at("qr").at("token"),
                        body.at("pageToken").at("token")});
    }
    return orders;
  }

  /// All of them, spread over the round; those that are left to expire not.
  void pay(const std::vector<Order>& orders, Round& round) {
    const auto begin = steady_clock::now();
    const std::size_t wanted = clock_ == nullptr ? orders.size() : orders.size() * 9 / 10;
    const duration<double> every = seconds(options_.round_seconds) / static_cast<double>(wanted);
    std::atomic<std::size_t> taken{0};
    std::atomic<int> running{kPayers};
    std::vector<std::string> failures(kPayers);
    std::vector<std::thread> payers;
    for (std::size_t i = 0; i < kPayers; ++i) {
      payers.emplace_back([&, i] {
        try {
          ShopperClient client(stack_.base_url());
          client.api().http().set_cookies(people_[i].cookies);
          for (std::size_t at = taken++; at < wanted; at = taken++) {
            std::this_thread::sleep_until(begin +
                                          std::chrono::duration_cast<steady_clock::duration>(
                                              every * static_cast<double>(at)));
            expect_ok(client.scan(orders[at].qr_token), "scan");
            expect_ok(client.confirm(orders[at].payment_key, people_[i].card_id, kDemoPin),
                      "confirm");
          }
        } catch (const std::exception& broken) {
          failures[i] = broken.what();
          taken = wanted;
        }
        --running;
      });
    }
    while (running > 0) sample(round);
    for (std::thread& payer : payers) payer.join();
    for (const auto& failure : failures) {
      if (!failure.empty()) throw std::runtime_error(failure);
    }
  }

  template <class Holds>
  void wait_until(const char* what, Round& round, Holds holds) {
    const auto end = steady_clock::now() + kPatience;
    while (!holds()) {
      if (steady_clock::now() > end) throw std::runtime_error(std::string("not yet: ") + what);
      sample(round);
    }
  }

  /// A second passes with it.
  void sample(Round& round) {
    const ProcessSizes sizes = sizes_of(stack_);
    keep_largest(round.largest, sizes);
    if (table_.is_open()) {
      const auto second = std::chrono::duration_cast<seconds>(steady_clock::now() - began_).count();
      for (const auto& [name, size] : sizes) {
        table_ << second << ',' << name << ',' << size.resident_mb << ',' << size.descriptors
               << '\n';
      }
      table_.flush();
    }
    std::this_thread::sleep_for(seconds(1));
  }

  const SoakOptions& options_;
  Stack& stack_;
  MovedClock* clock_;
  const steady_clock::time_point began_ = steady_clock::now();
  ShopAccount shop_;
  std::vector<Person> people_;
  std::ofstream table_;
};

int soak(const SoakOptions& options) {
  const TemporaryDirectory directory("pay200-soak");
  StackOptions wanted;
  wanted.directory = directory.path();
  wanted.bin_directory = options.bin_directory;
  std::optional<MovedClock> clock;
  if (options.simulated_hours > 0) clock.emplace(directory.path());
  Stack stack(wanted);
  Soak soak(options, stack, clock ? &*clock : nullptr);
  std::vector<Soak::Round> rounds;
  const auto end = steady_clock::now() + minutes(options.minutes);
  const auto goes_on = [&] {
    if (rounds.size() < kWarmRounds + 2) return true;
    if (!clock) return steady_clock::now() < end;
    return rounds.size() * kSimulatedRound < hours(options.simulated_hours);
  };
  while (goes_on()) {
    rounds.push_back(soak.round());
    std::printf("round %zu: at most %s\n         at rest %s\n", rounds.size(),
                to_text(rounds.back().largest).c_str(), to_text(rounds.back().at_rest).c_str());
    std::fflush(stdout);
  }
  // Later ones against the first that counts: what grows by a little each time grows past it.
  const Soak::Round& first = rounds[kWarmRounds];
  const std::string grown = growth(first.largest, rounds.back().largest);
  const std::string left = growth(first.at_rest, rounds.back().at_rest);
  std::printf("%zu rounds of %d streams and payments: %s\n", rounds.size(), options.streams,
              grown.empty() && left.empty() ? "flat" : "GROWN");
  if (!grown.empty()) std::printf("with streams: %s\n", grown.c_str());
  if (!left.empty()) std::printf("at rest: %s\n", left.c_str());
  return grown.empty() && left.empty() ? 0 : 1;
}

}  // namespace

int run_soak(const SoakOptions& options) {
  try {
    allow_many_files();
    return soak(options);
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "soak: %s\n", broken.what());
    return 1;
  }
}

}  // namespace pay200::dev
