#include "dev/bench/place.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "core/platform/crypto/crypto.hpp"
#include "dev/accounts.hpp"
#include "dev/demo_data.hpp"
#include "dev/seed.hpp"
#include "dev/shopper_client.hpp"

namespace pay200::dev {
namespace {

using std::chrono::duration;
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr int kShops = 20;
/// A run of many hours does not reach it.
constexpr int kMostConfirms = 1'000'000;
/// Threads that all workers together have at least beyond the clients: nginx lets through two fewer
/// than there are.
constexpr int kSpareThreads = 2;
/// PostgreSQL's sessions tell what they counted once a second.
constexpr std::chrono::milliseconds kUntilCounted{1'200};
constexpr std::size_t kMostKept = 20'000;

std::string cookie_header(const ShopperClient& client) {
  std::string all;
  for (const auto& [name, value] : client.api().http().cookies()) {
    all += (all.empty() ? "" : "; ") + name + "=" + value;
  }
  return "Cookie: " + all + "\r\n";
}

std::string shop_header(const ShopAccount& shop) {
  return "Authorization: Basic " + crypto::base64_encode(shop.secret_key + ":") + "\r\n";
}

steady_clock::duration seconds_of_time(double seconds) {
  return duration_cast<steady_clock::duration>(duration<double>(seconds));
}

}  // namespace

Place::Place(const PlaceOptions& options) : options_(options) {
  StackOptions wanted;
  wanted.directory = options.directory;
  wanted.bin_directory = options.bin_directory;
  wanted.durable = options.durable;
  wanted.api_workers = options.api_workers;
  const int all = options.clients + kSpareThreads;
  const int needed = (all + options.api_workers - 1) / options.api_workers;
  wanted.api_threads =
      options.api_threads > 0 ? options.api_threads : std::max(wanted.api_threads, needed);
  api_threads_ = wanted.api_threads;
  wanted.confirms_per_shopper = kMostConfirms;
  stack_ = std::make_unique<Stack>(wanted);
  add_people(options.clients);
}

void Place::add_people(int count) {
  Accounts accounts(*stack_);
  std::vector<ShopAccount> shops;
  for (int i = 0; i < std::min(kShops, count); ++i) {
    shops.push_back(accounts.add_shop(kDemoShopName, kDemoBusinessNumber, kDemoFeeBasisPoints));
  }
  const auto& approved = demo_cards().at(0).details;
  const auto& declined = demo_cards().at(1).details;
  const auto last_four = [](const CardDetails& card) {
    return card.number.substr(card.number.size() - 4);
  };
  for (int i = 0; i < count; ++i) {
    const ShopAccount& shop = shops[static_cast<std::size_t>(i) % shops.size()];
    const std::string login_id = "shopper" + std::to_string(i) + "@example.com";
    accounts.add_shopper({login_id, kDemoShopperName, kDemoPassword, kDemoPin});
    ShopperClient client(stack_->base_url());
    expect_ok(client.log_in(login_id, kDemoPassword), "log in");
    auto ids = register_cards(client, {approved, declined});
    people_.push_back({.shop_header = shop_header(shop),
                       .shopper_header = cookie_header(client),
                       .pin = kDemoPin,
                       .card_id = ids.at(last_four(approved)),
                       .declined_card_id = ids.at(last_four(declined))});
    bare_payers_.push_back({shop.merchant_id, login_id, last_four(approved), last_four(declined)});
  }
}

PaidSlice Place::pay(const PayPlan& wanted) {
  const auto before = cpu_times();
  const auto counted_before = server_counts();
  const auto begin = steady_clock::now();
  std::vector<std::unique_ptr<Payer>> payers;
  std::vector<LoadPerson*> asking;
  const std::size_t clients =
      wanted.clients > 0 ? static_cast<std::size_t>(wanted.clients) : people_.size();
  for (std::size_t i = 0; i < clients; ++i) {
    Payer::Plan plan{.begin = begin,
                     .end = begin + seconds_of_time(wanted.seconds),
                     .over = wanted.over,
                     .outages = wanted.outages};
    if (wanted.per_s > 0) {
      const double every = static_cast<double>(clients) / wanted.per_s;
      plan.every = duration_cast<microseconds>(duration<double>(every));
      plan.begin += seconds_of_time(static_cast<double>(i) / wanted.per_s);
    }
    payers.push_back(std::make_unique<Payer>(people_.at(i), plan));
    asking.push_back(payers.back().get());
  }
  const LoadTime time = run_load(stack_->port(), asking);
  PaidSlice slice;
  slice.seconds = time.seconds;
  slice.generator_cpu_s = time.cpu_seconds;
  slice.cpu_s = difference(before, cpu_times());
  slice.cpu_s["load generator"] = time.cpu_seconds;
  for (std::size_t i = 0; i < payers.size(); ++i) {
    const PayerTally& tally = payers[i]->tally();
    if (!tally.failure.empty()) throw std::runtime_error(tally.failure);
    slice.paid += tally.paid();
    slice.approved += tally.approved;
    slice.declined += tally.declined;
    slice.canceled += tally.canceled;
    slice.refused += tally.refused;
    slice.confirm_us.insert(slice.confirm_us.end(), tally.confirm_us.begin(),
                            tally.confirm_us.end());
    for (const auto& key : tally.payment_keys) {
      if (paid_.size() < kMostKept) paid_.emplace_back(key, &people_[i]);
    }
  }
  if (slice.paid == 0) throw std::runtime_error("nothing was paid");
  slice.rate = slice.paid / slice.seconds;
  std::this_thread::sleep_for(kUntilCounted);
  const auto counted = server_counts();
  slice.server = {counted.commits - counted_before.commits,
                  counted.wal_bytes - counted_before.wal_bytes,
                  counted.wal_syncs - counted_before.wal_syncs};
  return slice;
}

std::vector<std::string> Place::look_ups(std::size_t most) const {
  std::vector<std::string> requests;
  for (const auto& [key, people] : paid_) {
    if (requests.size() == most) break;
    requests.push_back(request_text("GET", "/v1/payments/" + key, people->shop_header));
  }
  return requests;
}

ProcessTimes Place::cpu_times() const {
  ProcessTimes times;
  times["PostgreSQL"] = seconds_of_tree(stack_->pid(Part::kPostgres));
  times["nginx"] = seconds_of_tree(stack_->pid(Part::kNginx));
  times["sandbox"] = seconds_of_tree(stack_->pid(Part::kSandbox));
  for (const RolePid& role : stack_->roles()) times[role.role] += seconds_of(role.pid);
  return times;
}

ServerCounts Place::server_counts() {
  std::istringstream row(stack_->postgres().execute(
      "SELECT xact_commit || ' ' || pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') || ' ' || "
      "(SELECT wal_sync FROM pg_stat_wal) FROM pg_stat_database WHERE datname = 'pay200'"));
  ServerCounts counts;
  row >> counts.commits >> counts.wal_bytes >> counts.wal_syncs;
  return counts;
}

ReadSlice read(int port, const std::vector<std::string>& requests, int clients, double seconds) {
  if (requests.empty()) throw std::runtime_error("no payment to look up");
  const auto end = steady_clock::now() + seconds_of_time(seconds);
  std::vector<std::unique_ptr<Reader>> readers;
  std::vector<LoadPerson*> asking;
  for (int i = 0; i < clients; ++i) {
    const auto place =
        static_cast<std::size_t>(i) * requests.size() / static_cast<std::size_t>(clients);
    readers.push_back(std::make_unique<Reader>(requests, place, end));
    asking.push_back(readers.back().get());
  }
  const LoadTime time = run_load(port, asking);
  double answered = 0;
  for (const auto& reader : readers) {
    if (!reader->failure().empty()) throw std::runtime_error(reader->failure());
    answered += reader->answered();
  }
  return {answered / time.seconds, time.seconds, time.cpu_seconds};
}

}  // namespace pay200::dev
