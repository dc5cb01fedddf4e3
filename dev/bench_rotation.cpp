#include "dev/bench_rotation.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <future>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "core/card_vault/vault_rotation.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/secrets.hpp"
#include "dev/bench/place.hpp"
#include "dev/bench/statistics.hpp"
#include "dev/oracle/oracle.hpp"
#include "dev/read_journals.hpp"
#include "dev/temporary_directory.hpp"
#include "dev/vault_rows.hpp"

namespace pay200::dev {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr double kWarmSeconds = 4;
constexpr double kNoEnd = 3'600;
constexpr double kAfterSeconds = 5;
constexpr int kCardsAtOnce = 5'000;
constexpr std::chrono::minutes kPatience{30};
constexpr milliseconds kBetweenLooks{5};

double seconds_since(steady_clock::time_point begun) {
  return std::chrono::duration<double>(steady_clock::now() - begun).count();
}

void wait_for(const std::string& what, const std::function<bool()>& holds) {
  const auto begun = steady_clock::now();
  while (!holds()) {
    if (steady_clock::now() - begun > kPatience) throw std::runtime_error("never: " + what);
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

std::string pan_of(int card) {
  const std::string number = std::to_string(card);
  return "499999" + std::string(10 - number.size(), '0') + number;
}

/// The key as the link reads it.
std::unique_ptr<CardVault> open_vault(Stack& stack, db::Database& database) {
  const auto secrets = load_secrets(stack.secrets_path().string(), SecretsFor::kLink);
  if (!secrets) throw std::runtime_error(secrets.error().detail);
  auto vault = std::make_unique<CardVault>(secrets->key_encryption_key, secrets->pan_hmac_key);
  vault->load(database, system_clock().now());
  return vault;
}

db::DatabaseOptions as(Stack& stack, const std::string& role) {
  db::DatabaseOptions options;
  options.conninfo = stack.conninfo(role);
  options.connections = 1;
  return options;
}

class Bench {
 public:
  explicit Bench(const BenchRotationOptions& options, Place& place)
      : options_(options),
        place_(place),
        operators_(as(place.stack(), "pay200_operator")),
        link_(as(place.stack(), "pay200_link")),
        rotation_(operators_) {}

  void add_cards() {
    const auto vault = open_vault(place_.stack(), link_);
    for (int first = 0; first < options_.cards; first += kCardsAtOnce) {
      std::string sql = kInsertSealedCards;
      const int end = std::min(first + kCardsAtOnce, options_.cards);
      for (int card = first; card < end; ++card) {
        const CardId id = CardId::make(system_clock().now());
        const auto sealed = vault->seal(id, pan_of(card));
        if (card != first) sql += ",";
        sql += sealed_card_row(id, sealed, "499999", pan_of(card).substr(12), sealed.pan_hmac);
      }
      place_.stack().postgres().execute(sql, "pay200");
    }
    place_.stack().postgres().execute("VACUUM ANALYZE pay200.card", "pay200");
  }

  PaidSlice undisturbed(double seconds) {
    return place_.pay(seconds, static_cast<double>(options_.per_s));
  }

  /// Payments while `rotate` runs in a thread of its own.
  PaidSlice while_it_runs(const std::function<void()>& rotate, bool outages) {
    std::atomic<bool> over{false};
    auto rotated = std::async(std::launch::async, [&] {
      try {
        rotate();
      } catch (...) {
        over = true;
        throw;
      }
      over = true;
    });
    const PaidSlice slice = place_.pay({.seconds = kNoEnd,
                                        .per_s = static_cast<double>(options_.per_s),
                                        .over = &over,
                                        .outages = outages});
    rotated.get();
    return slice;
  }

  /// The command, killed at a third and at two thirds of the cards, and called a third time.
  void with_the_command_killed() {
    begin();
    for (const int part : {1, 2}) {
      Process command = start_command();
      wait_for("a third of the cards", [&] { return is_at(part); });
      command.signal(SIGKILL);
      command.wait(milliseconds(1'000));
    }
    finish();
  }

  /// Asked for once; the link is killed at a third and at two thirds.
  void with_the_link_killed() {
    begin();
    auto finished = std::async(std::launch::async, [this] { finish(); });
    for (const int part : {1, 2}) {
      wait_for("a third of the cards", [&] { return is_at(part); });
      for (const pid_t pid : place_.stack().pids_of("link")) ::kill(pid, SIGKILL);
    }
    finished.get();
  }

  void finish() {
    Process command = start_command();
    const auto status = command.wait(kPatience);
    if (status != 0) throw std::runtime_error("pgctl vault rotate: see " + log());
  }

  /// As an hour later; and the gateway anew.
  void retire() {
    Stack& stack = place_.stack();
    stack.postgres().execute(kRotationOfTwoHoursAgo, "pay200");
    const Finished done = stack.pgctl({"vault", "rotate", "--retire", "--yes"});
    if (done.status != 0) throw std::runtime_error(done.err);
    stack.stop_part(Part::kGateway);
    stack.start_part(Part::kGateway);
    if (!stack.wait_until_ready(std::chrono::seconds(20))) {
      throw std::runtime_error("the gateway does not start without the old keys");
    }
  }

  /// How many of the cards open to what they were, with what keys there are.
  int opened() {
    const auto vault = open_vault(place_.stack(), link_);
    std::istringstream rows(place_.stack().postgres().execute(
        "SELECT card_id, encode(pan_nonce, 'hex'), encode(pan_ciphertext, 'hex'), key_version, "
        "last_four FROM pay200.card WHERE bin = '499999'",
        "pay200"));
    int good = 0;
    for (std::string line; std::getline(rows, line);) {
      std::replace(line.begin(), line.end(), '|', ' ');
      std::istringstream row(line);
      std::string id, nonce, ciphertext, last_four;
      int version = 0;
      row >> id >> nonce >> ciphertext >> version >> last_four;
      const auto pan = vault->open(*CardId::from_sql(id), *crypto::from_hex(nonce),
                                   *crypto::from_hex(ciphertext), version);
      if (pan && pan->size() == 16 && pan->substr(12) == last_four) ++good;
    }
    return good;
  }

  /// Under other keys than the newest.
  std::int64_t stale() {
    const auto counts = rotation_.counts();
    std::int64_t rows = 0;
    for (const auto& count : counts) {
      if (count.key_version != counts.back().key_version) rows += count.all();
    }
    return rows;
  }

  Verdict judged() {
    wait_for("all outcomes are known", [this] {
      return place_.stack().postgres().execute(
                 "SELECT count(*) FROM pay200.attempt WHERE state NOT IN ('approved', 'declined', "
                 "'reversed', 'not_sent')",
                 "pay200") == "0\n";
    });
    return judge(read_books(place_.stack().postgres()), read_journals(place_.stack()));
  }

 private:
  std::string log() const { return (place_.stack().directory() / "log" / "pgctl.log").string(); }

  Process start_command() {
    ProcessOptions command;
    command.argv = {place_.stack().program("pgctl").string(),
                    "--config",
                    place_.stack().config_path().string(),
                    "vault",
                    "rotate",
                    "--yes"};
    command.output = log();
    return Process::start(command);
  }

  /// What is_at() tells of comes after this.
  void begin() {
    const auto progress = rotation_.progress();
    version_before_ = progress ? progress->to_version : 1;
  }

  bool is_at(int part) {
    const auto progress = rotation_.progress();
    return progress && progress->to_version > version_before_ &&
           (progress->done() || progress->resealed >= std::int64_t{options_.cards} * part / 3);
  }

  const BenchRotationOptions& options_;
  Place& place_;
  db::Database operators_, link_;
  VaultRotation rotation_;
  int version_before_ = 1;
};

void print_slice(const char* what, const PaidSlice& slice) {
  const std::vector<double> times(slice.confirm_us.begin(), slice.confirm_us.end());
  std::printf(
      "%-28s %6.1f s  paid %5d  503 and 504 %3d  confirm p50 %6.1f p99 %6.1f worst %6.1f ms\n",
      what, slice.seconds, slice.paid, slice.refused, percentile(times, 0.5) / 1'000,
      percentile(times, 0.99) / 1'000, percentile(times, 1) / 1'000);
  std::fflush(stdout);
}

}  // namespace

int run_bench_rotation(const BenchRotationOptions& options) {
  try {
    const TemporaryDirectory directory("pay200-bench");
    PlaceOptions wanted;
    wanted.directory = directory.path();
    wanted.bin_directory = options.bin_directory;
    wanted.clients = options.clients;
    Place place(wanted);
    Bench bench(options, place);
    bench.add_cards();
    bench.undisturbed(kWarmSeconds);
    print_slice("undisturbed", bench.undisturbed(options.seconds));
    const auto begun = steady_clock::now();
    print_slice("rotated, command killed",
                bench.while_it_runs([&] { bench.with_the_command_killed(); }, false));
    std::printf("%-28s %6.1f s\n", "for so many cards", seconds_since(begun));
    print_slice("undisturbed", bench.undisturbed(options.seconds));
    print_slice("rotated, link killed",
                bench.while_it_runs([&] { bench.with_the_link_killed(); }, true));
    const std::int64_t stale = bench.stale();
    bench.retire();
    print_slice("old keys forgotten", bench.undisturbed(kAfterSeconds));
    const int opened = bench.opened();
    const Verdict verdict = bench.judged();
    std::printf("under an older key           %6lld\n", static_cast<long long>(stale));
    std::printf("cards that open              %6d of %d\n", opened, options.cards);
    std::printf("books                        %s\n", verdict.clean() ? "agree" : "DIFFER");
    std::printf("%s", to_text(verdict).c_str());
    return stale == 0 && opened == options.cards && verdict.clean() ? 0 : 1;
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "bench-rotation: %s\n", broken.what());
    return 1;
  }
}

}  // namespace pay200::dev
