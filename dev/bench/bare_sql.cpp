#include "dev/bench/bare_sql.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "core/platform/id.hpp"
#include "dev/bench/payer.hpp"
#include "dev/bench/statistics.hpp"
#include "dev/private_file.hpp"

namespace pay200::dev {
namespace {

constexpr int kWarmSeconds = 1;
/// pgbench says what a second brought, but nothing of the last one if it has ended before.
constexpr int kUntoldSeconds = 1;

/// A client's own people are looked up once, in its first payment; pgbench keeps its variables from
/// one payment to the next. The functions are called as core/payment's and core/shopper's stores
/// call them, and with the same data; ids are made as the gateway makes them, though by the server.
/// Of what they answer only what the next needs is fetched.
constexpr const char* kPayment = R"(
\if :known = 0
SELECT merchant_id AS merchant, shopper_id AS shopper, card_id AS good_card, declined_card_id AS bad_card, pin_hmac AS pin FROM bench.payer WHERE number = :client_id \gset
\set known 1
\endif
\set number :number + 1
\set amount 1000 + 1100 * (:number % 90)
\set vat :amount / 11
\set supplied :amount - :vat
\set fee (:amount * 250 + 5000) / 10000
\set fee_vat (:fee + 5) / 10
\set owed_payable :fee + :fee_vat - :amount
\set owed_fee 0 - :fee
\set owed_fee_vat 0 - :fee_vat
\set stan 1 + :number % 999999
SELECT holder_id AS payment FROM create_payments(ARRAY[ROW(:merchant, uuid_v7(now()), 'order-' || substr(md5(random()::text), 1, 12), '아메리카노', NULL, 'KRW', :amount, :supplied, :vat, 0, 0, 0, false, now() + interval '5 minutes', NULL, NULL, now())::create_call]) \gset
SELECT outcome FROM scan_payments(ARRAY[ROW(:merchant, :payment, :shopper, 'test', now() + interval '5 minutes', now())::scan_call]);
\if :number % @decline_every = @decline_at
SELECT pan_nonce, pan_ciphertext, key_version, bin, last_four, brand, expiry FROM card_to_charge(:shopper, :bad_card, :pin, 5, 1000000, 3600, now()) \gset
SELECT holder_id AS attempt FROM begin_attempts(ARRAY[ROW(:merchant, :payment, :shopper, uuid_v7(now()), NULL, :bad_card, :pan_nonce, :pan_ciphertext, :key_version, :bin, :last_four, :brand, :expiry, 0, 'sandbox', 'T2000001', :stan, '633000000001', now(), now() + interval '10 seconds', 5, NULL, NULL, now())::begin_call]) \gset
SELECT 1 / (outcome = 'declined')::integer FROM decline_payment(:merchant, :attempt, '05', 'REJECT_CARD_PAYMENT', 5, now() + interval '5 minutes', uuid_v7(now()), current_date, now());
\else
SELECT pan_nonce, pan_ciphertext, key_version, bin, last_four, brand, expiry FROM card_to_charge(:shopper, :good_card, :pin, 5, 1000000, 3600, now()) \gset
SELECT holder_id AS attempt FROM begin_attempts(ARRAY[ROW(:merchant, :payment, :shopper, uuid_v7(now()), NULL, :good_card, :pan_nonce, :pan_ciphertext, :key_version, :bin, :last_four, :brand, :expiry, 0, 'sandbox', 'T2000001', :stan, '633000000001', now(), now() + interval '10 seconds', 5, NULL, NULL, now())::begin_call]) \gset
SELECT 1 / (outcome = 'approved')::integer FROM approve_payments(ARRAY[ROW(:merchant, :attempt, '00', '00000001', uuid_v7(now()), current_date, ARRAY[uuid_v7(now()), uuid_v7(now()), uuid_v7(now()), uuid_v7(now())], ARRAY['acquirer_receivable', 'merchant_payable', 'fee_revenue', 'fee_vat_payable'], ARRAY[:amount, :owed_payable, :owed_fee, :owed_fee_vat]::bigint[], uuid_v7(now()), now())::approve_call]);
\if :number % @cancel_every = @cancel_at
SELECT uuid_v7(now()) AS reversal \gset
SELECT 1 / (outcome = 'voiding')::integer FROM cancel_payment(:merchant, :payment, 'merchant', NULL, uuid_v7(now()), NULL, NULL, NULL, '고객 변심', NULL, uuid_v7(now()), :reversal, uuid_v7(now()), current_date, NULL, NULL, now());
SELECT 1 / claim_reversal(:merchant, :reversal, true, 'T2000001', :stan, '633000000002', now(), now() + interval '10 seconds', now())::integer;
SELECT 1 / (outcome = 'acknowledged')::integer FROM acknowledge_reversal(:merchant, :reversal, '00', uuid_v7(now()), current_date, now());
\endif
\endif
)";

/// What the clients are: of the gateway's tables, put where the script finds them with one look.
constexpr const char* kPayers = R"(
CREATE SCHEMA IF NOT EXISTS bench;
CREATE TABLE IF NOT EXISTS bench.payer (number integer PRIMARY KEY, merchant_id bigint, shopper_id uuid, card_id uuid,
    declined_card_id uuid, pin_hmac bytea);
CREATE TABLE IF NOT EXISTS bench.written (at timestamptz);
GRANT USAGE ON SCHEMA bench TO pay200_api;
GRANT SELECT ON bench.payer TO pay200_api;
GRANT EXECUTE ON FUNCTION pay200.uuid_v7 TO pay200_api;
)";

std::string insert_payer(int number, const BarePayer& payer) {
  const auto merchant = merchant_id_from_text(payer.merchant_id);
  if (!merchant) throw std::runtime_error("no merchant " + payer.merchant_id);
  return "INSERT INTO bench.payer SELECT " + std::to_string(number) + ", " +
         std::to_string(merchant->value) +
         ", s.shopper_id, a.card_id, d.card_id, s.pin_hmac FROM pay200.shopper s "
         "JOIN pay200.card a ON a.shopper_id = s.shopper_id AND a.last_four = '" +
         payer.last_four +
         "' JOIN pay200.card d ON d.shopper_id = s.shopper_id AND d.last_four = '" +
         payer.declined_last_four + "' WHERE s.login_id = '" + payer.login_id + "';\n";
}

std::string with_shares(std::string text) {
  const std::vector<std::pair<std::string, int>> shares = {{"@decline_every", kDeclineEvery},
                                                           {"@decline_at", kDeclineAt},
                                                           {"@cancel_every", kCancelEvery},
                                                           {"@cancel_at", kCancelAt}};
  for (const auto& [name, value] : shares) {
    for (std::size_t at = 0; (at = text.find(name)) != std::string::npos;) {
      text.replace(at, name.size(), std::to_string(value));
    }
  }
  return text;
}

/// The transactions/s of each second of "progress: 2.0 s, 1234.5 tps, ...".
std::vector<double> rates_in(const std::string& progress) {
  std::vector<double> rates;
  std::istringstream lines(progress);
  for (std::string line; std::getline(lines, line);) {
    const auto at = line.find(" s, ");
    if (line.starts_with("progress: ") && at != std::string::npos) {
      rates.push_back(std::stod(line.substr(at + 4)));
    }
  }
  return rates;
}

}  // namespace

BareSql::BareSql(Stack& stack, std::filesystem::path directory,
                 const std::vector<BarePayer>& payers)
    : stack_(stack), directory_(std::move(directory)) {
  std::string sql = kPayers;
  for (std::size_t i = 0; i < payers.size(); ++i) {
    sql += insert_payer(static_cast<int>(i), payers[i]);
  }
  stack_.postgres().execute(sql, "pay200");
  const std::string known = stack_.postgres().execute("SELECT count(*) FROM bench.payer", "pay200");
  if (std::stoul(known) != payers.size())
    throw std::runtime_error("a payer is not in the database");
  write_private_file(directory_ / "payment.sql", with_shares(kPayment));
  write_private_file(directory_ / "commit.sql", "INSERT INTO bench.written VALUES (now());\n");
}

double BareSql::payments(int seconds, int clients) {
  const std::string told = pgbench({.clients = clients,
                                    .seconds = kWarmSeconds + seconds + kUntoldSeconds,
                                    .role = "pay200_api",
                                    .script = "payment.sql",
                                    .search_path = "pay200,pg_temp",
                                    .more = {"-P", "1", "-D", "known=0", "-D", "number=0"}});
  const auto rates = rates_in(told);
  if (rates.size() <= kWarmSeconds) throw std::runtime_error("pgbench told no rates: " + told);
  double sum = 0;
  for (std::size_t i = kWarmSeconds; i < rates.size(); ++i) sum += rates[i];
  return sum / static_cast<double>(rates.size() - kWarmSeconds);
}

CommitTimes BareSql::commits(int seconds) {
  const std::filesystem::path log = directory_ / "commits";
  std::filesystem::remove_all(log);
  std::filesystem::create_directory(log);
  pgbench({.clients = 1,
           .seconds = seconds,
           .role = "postgres",
           .script = "commit.sql",
           .search_path = "bench",
           .more = {"-l", "--log-prefix=" + (log / "one").string()}});
  std::vector<double> times_us;
  for (const auto& file : std::filesystem::directory_iterator(log)) {
    std::ifstream lines(file.path());
    double client = 0, number = 0, time_us = 0;
    std::string rest;
    while (lines >> client >> number >> time_us && std::getline(lines, rest)) {
      times_us.push_back(time_us);
    }
  }
  return {percentile(times_us, 0.5), percentile(times_us, 0.99)};
}

std::string BareSql::pgbench(const Run& run) const {
  const unsigned threads = std::min(std::max(1U, std::thread::hardware_concurrency()),
                                    static_cast<unsigned>(run.clients));
  ProcessOptions options;
  options.argv = {(stack_.postgres().binaries() / "pgbench").string(),
                  "-n",
                  "-M",
                  "prepared",
                  "-h",
                  stack_.postgres_socket_directory().string(),
                  "-p",
                  "5432",
                  "-U",
                  run.role,
                  "-c",
                  std::to_string(run.clients),
                  "-j",
                  std::to_string(threads),
                  "-T",
                  std::to_string(run.seconds),
                  "-f",
                  (directory_ / run.script).string()};
  options.argv.insert(options.argv.end(), run.more.begin(), run.more.end());
  options.argv.emplace_back("pay200");
  options.env = {{"PGOPTIONS", "-c search_path=" + run.search_path + " -c timezone=UTC"}};
  const Finished done = dev::run(options, std::chrono::seconds(run.seconds + 60));
  if (done.status != 0) throw std::runtime_error("pgbench: " + done.err + done.out);
  return done.err;
}

}  // namespace pay200::dev
