#include "dev/bench/measure_reconcile.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/acquirer/business_day.hpp"
#include "core/platform/id.hpp"
#include "dev/accounts.hpp"
#include "dev/bench/figures.hpp"
#include "dev/bench/statistics.hpp"
#include "dev/demo_data.hpp"
#include "dev/private_file.hpp"
#include "dev/stack.hpp"
#include "dev/temporary_directory.hpp"
#include "sandbox/clearing_file.hpp"

namespace pay200::dev {
namespace {

using std::chrono::steady_clock;

/// psql has a minute for each.
constexpr int kAtOnce = 200'000;
/// Of so many sales one has another amount in the file, and one is not in it but a stranger: three
/// differences.
constexpr int kDiffers = 1'000;
constexpr int kDifferences = 3;
constexpr std::chrono::minutes kPatience{20};
constexpr std::chrono::milliseconds kLook{20};
constexpr const char* kAcquirer = "200200";  // field 32, as the Stack has it
constexpr std::chrono::minutes kCutOff{23 * 60 + 30};

/// Sales @first to @last of @many, one after the other over the business day @day. What
/// reconciliation does not read is left out.
constexpr const char* kFill = R"(
  CREATE TEMPORARY TABLE made AS
  SELECT n, t, (ARRAY[@merchants]::bigint[])[1 + n % @merchant_count] AS merchant_id, pay200.uuid_v7(t) AS id
  FROM (SELECT n, timestamptz '@day 00:00+09' + n * (interval '23 hours' / @many) AS t
        FROM generate_series(@first::bigint, @last) n) s;
  INSERT INTO pay200.attempt (merchant_id, attempt_id, payment_id, number, state, shopper_id, card_id, pan_nonce,
      pan_ciphertext, key_version, card_bin, card_last_four, card_brand, card_expiry, acquirer, terminal_id, stan, rrn,
      transmitted_at, amount_minor, currency, deadline_at, started_at, finished_at, response_code, approval_code)
  SELECT merchant_id, id, id, 1, 'approved', id, id, decode(repeat('00', 12), 'hex'), decode(repeat('00', 32), 'hex'), 1,
      '424242', '4242', 'visa', '3012', '@acquirer', 'T2000001', 1 + n % 999999, lpad(n::text, 12, '0'), t,
      1000 + n % 50000, 'KRW', t + interval '10 seconds', t, t, '00', lpad((n % 1000000)::text, 6, '0')
  FROM made ORDER BY n;
  INSERT INTO pay200.transaction (merchant_id, transaction_id, payment_id, type, amount_minor, currency, moved, acquirer,
      rrn, approval_code, business_day, occurred_at, search)
  SELECT merchant_id, id, id, 'PAYMENT', 1000 + n % 50000, 'KRW', true, '@acquirer', lpad(n::text, 12, '0'),
      lpad((n % 1000000)::text, 6, '0'), '@day', t, '' FROM made ORDER BY n;)";

/// As if there had been no run. There is nothing else in these tables.
constexpr const char* kUndo =
    "TRUNCATE pay200.reconciliation, pay200.cleared_transaction, pay200.reconciliation_item, "
    "pay200.ledger_posting, pay200.ledger_entry; CHECKPOINT";

void replace_all(std::string& text, const std::string& name, const std::string& value) {
  for (std::size_t at = 0; (at = text.find(name)) != std::string::npos;) {
    text.replace(at, name.size(), value);
  }
}

std::string digits(std::int64_t number, std::size_t width) {
  const std::string text = std::to_string(number);
  return std::string(width - text.size(), '0') + text;
}

double seconds_since(steady_clock::time_point begun) {
  return std::chrono::duration<double>(steady_clock::now() - begun).count();
}

double most_memory_mb(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

/// A gateway that has sold so much yesterday, and the acquirer's file of it.
class Place {
 public:
  explicit Place(const MeasureReconcileOptions& options) : options_(options) {
    StackOptions wanted;
    wanted.directory = directory_.path() / "stack";
    wanted.bin_directory = options.bin_directory;
    wanted.api_workers = 1;
    stack_ = std::make_unique<Stack>(wanted);
    Accounts accounts(*stack_);
    for (int i = 0; i < options.merchants; ++i) {
      merchants_.push_back(
          accounts.add_shop(kDemoShopName, kDemoBusinessNumber, kDemoFeeBasisPoints).merchant_id);
    }
    day_ =
        std::chrono::sys_days{business_day(system_clock().now(), kCutOff)} - std::chrono::days{1};
    fill();
    write_file(options.records, file());
    expect_done({"day", "close", "--day", to_text(day_)});
    stack_->postgres().execute("CREATE TABLE bare (line text)", "pay200");
  }

  double copy_s() {
    stack_->postgres().execute("TRUNCATE bare; CHECKPOINT", "pay200");
    const auto begun = steady_clock::now();
    const auto done = run({.argv = {(stack_->postgres().binaries() / "psql").string(), "-X", "-q",
                                    "-d", stack_->conninfo("postgres"), "-c",
                                    "\\copy bare from '" + file().string() + "'"}},
                          kPatience);
    if (done.status != 0) throw std::runtime_error("copy: " + done.err);
    return seconds_since(begun);
  }

  struct Run {
    double seconds = 0, megabytes = 0;
  };
  Run reconcile(const std::filesystem::path& of, int records) {
    stack_->postgres().execute(kUndo, "pay200");
    const auto out = directory_.path() / "answer";
    std::filesystem::remove(out);
    Run measured;
    const auto begun = steady_clock::now();
    Process process =
        Process::start({.argv = {stack_->program("pgctl").string(), "--config",
                                 stack_->config_path().string(), "reconcile", "run", "--day",
                                 to_text(day_), "--file", of.string(), "--output", "json"},
                        .output = out});
    std::optional<ExitStatus> status;
    while (!(status = process.wait(kLook))) {
      measured.megabytes = std::max(measured.megabytes, most_memory_mb(process.pid()));
      if (steady_clock::now() - begun > kPatience)
        throw std::runtime_error("reconcile run does not end");
    }
    measured.seconds = seconds_since(begun);
    expect_found(read_file(out), *status, records);
    return measured;
  }

  std::filesystem::path file() const { return directory_.path() / "day.clr"; }
  /// Of the first sales only.
  std::filesystem::path small_file() {
    write_file(options_.records / 10, directory_.path() / "small.clr");
    return directory_.path() / "small.clr";
  }

 private:
  void fill() {
    std::string numbers;
    for (const auto& merchant : merchants_) {
      numbers += (numbers.empty() ? "" : ", ") +
                 std::to_string(merchant_id_from_text(merchant).value().value);
    }
    for (int first = 1; first <= options_.records; first += kAtOnce) {
      std::string sql = kFill;
      replace_all(sql, "@merchants", numbers);
      replace_all(sql, "@merchant_count", std::to_string(options_.merchants));
      replace_all(sql, "@first", std::to_string(first));
      replace_all(sql, "@last", std::to_string(std::min(options_.records, first + kAtOnce - 1)));
      replace_all(sql, "@many", std::to_string(options_.records));
      replace_all(sql, "@day", to_text(day_));
      replace_all(sql, "@acquirer", stack_->acquirers().front().name);
      stack_->postgres().execute(sql, "pay200");
    }
    for (const char* table : {"attempt", "transaction"}) {
      stack_->postgres().execute("VACUUM ANALYZE pay200." + std::string(table), "pay200");
    }
  }

  void write_file(int records, const std::filesystem::path& path) const {
    sandbox::ClearingText text;
    text.header(kAcquirer, day_, "BENCH");
    for (int n = 1; n <= records; ++n) {
      sandbox::ClearingRecord record;
      record.merchant = merchants_[static_cast<std::size_t>(n % options_.merchants)];
      record.terminal = "T2000001";
      record.stan = digits(1 + n % 999'999, 6);
      record.time = "0101120000";
      record.rrn = n % kDiffers == kDiffers / 2 ? "9" + digits(n, 11) : digits(n, 12);
      record.approval = digits(n % 1'000'000, 6);
      record.amount_minor = 1'000 + n % 50'000 + (n % kDiffers == 0 ? 1 : 0);
      record.fee_minor = sandbox::acquirer_fee(record.amount_minor);
      text.record(record);
    }
    text.trailer();
    std::ofstream(path, std::ios::binary) << text.text();
  }

  void expect_done(const std::vector<std::string>& words) const {
    const auto done = stack_->pgctl(words);
    if (done.status != 0) throw std::runtime_error("pgctl " + words.front() + ": " + done.err);
  }

  void expect_found(const std::string& answer, ExitStatus status, int records) const {
    const auto json =
        nlohmann::json::parse(answer.substr(0, answer.rfind('}') + 1), nullptr, false);
    const int spoilt = records / kDiffers;
    const int missing = options_.records - records;  // a shorter file has not got them
    if (status != 8 || !json.is_object() || json.value("matched", 0) != records - 2 * spoilt ||
        json.value("differences", 0) != kDifferences * spoilt + missing) {
      throw std::runtime_error("reconcile run ended with " + std::to_string(status) + ": " +
                               answer.substr(0, 2'000));
    }
  }

  const MeasureReconcileOptions& options_;
  TemporaryDirectory directory_{"pay200-bench"};
  std::unique_ptr<Stack> stack_;
  std::vector<std::string> merchants_;
  std::chrono::year_month_day day_{};
};

}  // namespace

void measure_reconcile(const MeasureReconcileOptions& options, Figures& figures) {
  Place place(options);
  std::vector<double> copies, runs, ratios;
  double megabytes = 0;
  for (int round = 0; round < options.rounds; ++round) {
    copies.push_back(place.copy_s());
    const auto run = place.reconcile(place.file(), options.records);
    runs.push_back(run.seconds);
    ratios.push_back(run.seconds / copies.back());
    megabytes = std::max(megabytes, run.megabytes);
    std::printf("copy %.2f s, reconcile %.2f s, %.0f MB\n", copies.back(), run.seconds,
                run.megabytes);
    std::fflush(stdout);
  }
  const auto small = place.reconcile(place.small_file(), options.records / 10);
  figures.set("reconcile_s", median(runs));
  figures.set("reconcile_copy_s", median(copies));
  figures.set("reconcile_ratio", median(ratios));
  figures.set("reconcile_ratio_spread", spread(ratios));
  figures.set("reconcile_mb", megabytes);
  figures.set("reconcile_more_mb", megabytes - small.megabytes);
}

}  // namespace pay200::dev
