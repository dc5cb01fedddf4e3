#include "dev/bench_streams.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>
#include <utility>
#include <vector>

#include "dev/bench/figures.hpp"
#include "dev/bench/statistics.hpp"
#include "dev/demo_data.hpp"
#include "dev/many_streams.hpp"
#include "dev/seed.hpp"
#include "dev/shop_client.hpp"
#include "dev/stack.hpp"
#include "dev/stream_judgement.hpp"
#include "dev/temporary_directory.hpp"

namespace pay200::dev {
namespace {

using std::chrono::steady_clock;

constexpr int kShoppers = 8;
constexpr int kPayers = 8;
constexpr int kPreparers = 8;
/// One in a hundred stops reading.
constexpr std::size_t kLazyEvery = 100;
bool is_lazy(std::size_t page) { return page % kLazyEvery == kLazyEvery - 1; }
constexpr std::int64_t kMostP99Us = 100'000;
constexpr double kMostRoleKb = 16, kMostWithNginxKb = 32;
constexpr std::chrono::seconds kPatience{300};
constexpr int kFollowedSlices = 3;

struct Order {
  std::string payment_key, qr_token, page_token;
};

/// Two sockets a stream are in nginx, one here and one in the role.
void allow_many_files() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

double resident_kb(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6));
  }
  return 0;
}

std::vector<pid_t> children_of(pid_t pid) {
  const std::string number = std::to_string(pid);
  std::ifstream file("/proc/" + number + "/task/" + number + "/children");
  std::vector<pid_t> children;
  for (pid_t child = 0; file >> child;) children.push_back(child);
  return children;
}

template <class Holds>
void wait_for(const char* what, Holds holds) {
  const auto end = steady_clock::now() + kPatience;
  while (!holds()) {
    if (steady_clock::now() > end) throw std::runtime_error(std::string("never came: ") + what);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

class Bench {
 public:
  Bench(const BenchStreamsOptions& options, Stack& stack) : options_(options), stack_(stack) {}

  void prepare() {
    keep_commit_times();
    Accounts accounts(stack_);
    shop_ = accounts.add_shop(kDemoShopName, kDemoBusinessNumber, kDemoFeeBasisPoints);
    for (int i = 0; i < kShoppers; ++i) {
      const std::string login_id = "shopper" + std::to_string(i) + "@example.com";
      accounts.add_shopper({login_id, kDemoShopperName, kDemoPassword, kDemoPin});
      ShopperClient client(stack_.base_url());
      expect_ok(client.log_in(login_id, kDemoPassword), "log in");
      auto ids = register_cards(client, {demo_cards().front().details});
      people_.push_back({client.api().http().cookies(), ids.at("4242")});
    }
  }

  /// New payments, whose QR codes live five minutes.
  std::vector<Order> orders(int count) {
    std::vector<Order> made(static_cast<std::size_t>(count));
    in_parallel(kPreparers, made.size(), [&](int, auto next) {
      ShopClient shop(stack_.base_url(), shop_.secret_key);
      while (const auto at = next()) {
        const ApiAnswer created =
            shop.create_payment({unused_order_id(), "아메리카노", 4'500, std::nullopt});
        const auto& body = expect_ok(created, "create").body;
        made[*at] = {created.text("paymentKey"), body.at("qr").at("token"),
                     body.at("pageToken").at("token")};
      }
    });
    return made;
  }

  /// Payments a second.
  double pay(const std::vector<Order>& orders) {
    const auto begin = steady_clock::now();
    in_parallel(kPayers, orders.size(), [&](int payer, auto next) {
      const Person& person = people_[static_cast<std::size_t>(payer % kShoppers)];
      ShopperClient client(stack_.base_url());
      client.api().http().set_cookies(person.cookies);
      while (const auto at = next()) {
        expect_ok(client.scan(orders[*at].qr_token), "scan");
        expect_ok(client.confirm(orders[*at].payment_key, person.card_id, kDemoPin), "confirm");
      }
    });
    const std::chrono::duration<double> took = steady_clock::now() - begin;
    return static_cast<double>(orders.size()) / took.count();
  }

  double role_kb() const { return resident_kb(stack_.pids_of("stream").at(0)); }

  double nginx_kb() const {
    double sum = 0;
    for (const pid_t pid : children_of(stack_.pid(Part::kNginx))) sum += resident_kb(pid);
    return sum;
  }

 private:
  struct Person {
    std::map<std::string, std::string> cookies;
    std::string card_id;
  };

  void keep_commit_times() {
    stack_.postgres().execute("ALTER SYSTEM SET track_commit_timestamp = on");
    stack_.stop_part(Part::kPostgres);
    stack_.start_part(Part::kPostgres);
    if (!stack_.wait_until_ready(std::chrono::seconds(30))) {
      throw std::runtime_error("not ready after a restart of PostgreSQL");
    }
  }

  template <class Work>
  static void in_parallel(int threads, std::size_t count, Work work) {
    std::atomic<std::size_t> taken{0};
    std::mutex mutex;
    std::string failure;
    const auto next = [&]() -> std::optional<std::size_t> {
      const std::size_t at = taken++;
      return at < count ? std::optional(at) : std::nullopt;
    };
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i) {
      running.emplace_back([&, i] {
        try {
          work(i, next);
        } catch (const std::exception& broken) {
          const std::lock_guard lock(mutex);
          if (failure.empty()) failure = broken.what();
        }
      });
    }
    for (std::thread& thread : running) thread.join();
    if (!failure.empty()) throw std::runtime_error(failure);
  }

  const BenchStreamsOptions& options_;
  Stack& stack_;
  ShopAccount shop_;
  std::vector<Person> people_;
};

/// Of pages that read, what they heard.
std::vector<PageStory> stories(const std::vector<Order>& orders,
                               const std::vector<std::vector<Arrival>>& heard, std::size_t count) {
  std::vector<PageStory> pages;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_lazy(i)) pages.push_back({orders[i].payment_key, heard[i]});
  }
  return pages;
}

std::vector<Order> part_of(const std::vector<Order>& all, std::size_t begin, std::size_t count) {
  const auto from = all.begin() + static_cast<std::ptrdiff_t>(begin);
  return {from, from + static_cast<std::ptrdiff_t>(count)};
}

/// Of the first `count` pages those that read.
std::size_t readers(std::size_t count) { return count - count / kLazyEvery; }

/// How long it takes until all are there again whom the role's end has left.
double end_role(int signal, Bench& bench, Stack& stack, const ManyStreams& streams,
                const std::vector<Order>& orders) {
  const auto begin = steady_clock::now();
  // Each page that reads and whose payment is not over loses its stream, or hears the end before.
  const std::size_t left = readers(streams.pages()) + streams.opened_again();
  ::kill(stack.pids_of("stream").at(0), signal);
  std::thread payers([&] { bench.pay(orders); });
  wait_for("everybody's return", [&] {
    // One that does not read does not see either that its stream is over.
    return streams.opened_again() + streams.ended() >= left &&
           streams.open() + streams.ended() >= streams.pages();
  });
  const std::chrono::duration<double> took = steady_clock::now() - begin;
  payers.join();
  return took.count();
}

struct Measured {
  double role_kb = 0, nginx_kb = 0;                  ///< a stream
  std::vector<double> without, with_idle, followed;  ///< payments a second
  double stopped_s = 0, killed_s = 0;                ///< until all were there again
  std::size_t openings = 0;                          ///< again, after both
  Judgement undisturbed, all;
};

std::vector<ManyStreams::Page> pages_of(const std::vector<Order>& orders) {
  std::vector<ManyStreams::Page> pages;
  for (const Order& order : orders) pages.push_back({order.page_token, is_lazy(pages.size())});
  return pages;
}

void wait_for_all(const ManyStreams& streams) {
  wait_for("all streams", [&] { return streams.open() == streams.pages(); });
}

/// What else is in the tables is the same for both, and so is what the machine does meanwhile: that
/// streams are open is measured, not that they open or close.
void pay_without_and_with_idle(Bench& bench, Stack& stack, const std::vector<Order>& orders,
                               int payments, Measured& measured) {
  constexpr int kRounds = 9;
  constexpr std::chrono::seconds kUntilSettled{2};
  for (int round = 0; round < kRounds; ++round) {
    measured.without.push_back(bench.pay(bench.orders(payments)));
    const std::vector<Order> unfollowed = bench.orders(payments);
    const double role_before = bench.role_kb(), nginx_before = bench.nginx_kb();
    {
      const ManyStreams idle(stack.port(), pages_of(orders));
      wait_for_all(idle);
      if (round == 0) {
        const auto count = static_cast<double>(orders.size());
        measured.role_kb = (bench.role_kb() - role_before) / count;
        measured.nginx_kb = (bench.nginx_kb() - nginx_before) / count;
      }
      std::this_thread::sleep_for(kUntilSettled);
      measured.with_idle.push_back(bench.pay(unfollowed));
    }
    std::this_thread::sleep_for(kUntilSettled);
  }
}

Measured measure(const BenchStreamsOptions& options, Stack& stack) {
  Measured measured;
  Bench bench(options, stack);
  bench.prepare();
  bench.pay(bench.orders(options.payments / 4));  // warm
  const std::vector<Order> orders = bench.orders(options.streams);
  pay_without_and_with_idle(bench, stack, orders, options.payments, measured);

  const auto paid = static_cast<std::size_t>(options.payments);
  std::size_t next = 0;
  const auto next_part = [&] { return part_of(orders, std::exchange(next, next + paid), paid); };
  ManyStreams streams(stack.port(), pages_of(orders));
  wait_for_all(streams);
  for (int i = 0; i < kFollowedSlices; ++i) measured.followed.push_back(bench.pay(next_part()));
  const std::size_t undisturbed = next;
  wait_for("the ends of streams", [&] { return streams.ended() >= readers(undisturbed); });
  measured.stopped_s = end_role(SIGTERM, bench, stack, streams, next_part());
  measured.killed_s = end_role(SIGKILL, bench, stack, streams, next_part());
  wait_for("the last ends", [&] { return streams.ended() >= readers(next); });
  std::this_thread::sleep_for(std::chrono::seconds(2));  // should anything come twice
  measured.openings = streams.opened_again();
  const auto heard = streams.stop();
  const Timelines timelines = timelines_of_all(stack.postgres(), true);
  measured.undisturbed = judge(stories(orders, heard, undisturbed), timelines);
  measured.all = judge(stories(orders, heard, orders.size()), timelines);
  return measured;
}

double ms(std::int64_t us) { return static_cast<double>(us) / 1000; }

int report(const BenchStreamsOptions& options, const Measured& measured) {
  const double without = median(measured.without), with_idle = median(measured.with_idle),
               followed = median(measured.followed);
  const auto loss = [&](double rate) { return 1 - rate / without; };
  const Judgement& delays = measured.undisturbed;
  const double role = measured.role_kb, whole = measured.role_kb + measured.nginx_kb;
  if (options.figures != nullptr) {
    constexpr double kBytes = 1'024;
    options.figures->set("stream_bytes", role * kBytes);
    options.figures->set("stream_with_nginx_bytes", whole * kBytes);
    options.figures->set("stream_event_p99_ms", ms(delays.percentile(0.99)));
    options.figures->set("stream_idle_loss", loss(with_idle));
    options.figures->set("stream_followed_loss", loss(followed));
  }
  std::printf("streams                   %d, one in %zu stopped reading\n", options.streams,
              kLazyEvery);
  std::printf("memory a stream, role     %.1f kB (at most %.0f)\n", role, kMostRoleKb);
  std::printf("memory a stream, + nginx  %.1f kB (at most %.0f)\n", whole, kMostWithNginxKb);
  std::printf(
      "payments/s                %.1f without streams, %.1f with idle ones (%+.1f %%), %.1f "
      "followed (%+.1f %%)\n",
      without, with_idle, -100 * loss(with_idle), followed, -100 * loss(followed));
  std::printf("spread of these           %.2f, %.2f, %.2f\n", spread(measured.without),
              spread(measured.with_idle), spread(measured.followed));
  std::printf("commit to event           p50 %.1f ms, p99 %.1f ms, most %.1f ms, of %zu\n",
              ms(delays.percentile(0.5)), ms(delays.percentile(0.99)), ms(delays.percentile(1)),
              delays.delays_us.size());
  std::printf("role stopped, killed      all back in %.1f s, %.1f s; %zu openings\n",
              measured.stopped_s, measured.killed_s, measured.openings);
  std::printf("streams with a wrong tale %zu\n", measured.all.wrong);
  const bool good = measured.all.wrong == 0 && role <= kMostRoleKb && whole <= kMostWithNginxKb &&
                    delays.percentile(0.99) <= kMostP99Us;
  std::printf("%s\n", good ? "kept" : "NOT KEPT");
  return good ? 0 : 1;
}

}  // namespace

int run_bench_streams(const BenchStreamsOptions& options) {
  try {
    if (options.streams < (kFollowedSlices + 2) * options.payments) {
      throw std::runtime_error("every payment of the last five phases needs a stream of its own");
    }
    allow_many_files();
    const TemporaryDirectory directory("pay200-bench");
    StackOptions wanted;
    wanted.directory = directory.path();
    wanted.bin_directory = options.bin_directory;
    Stack stack(wanted);
    return report(options, measure(options, stack));
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "bench-streams: %s\n", broken.what());
    return 1;
  }
}

}  // namespace pay200::dev
