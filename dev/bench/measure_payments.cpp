#include "dev/bench/measure_payments.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "dev/api_client.hpp"
#include "dev/bench/statistics.hpp"
#include "dev/free_port.hpp"
#include "dev/make_directory.hpp"
#include "dev/nginx_config.hpp"
#include "dev/private_file.hpp"
#include "dev/shop_client.hpp"

namespace pay200::dev {
namespace {

using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Of a slice: for so long its kind runs before it counts.
constexpr double kWarmPart = 0.25;
constexpr std::size_t kLookUps = 5'000;
constexpr int kApiWorkers = 2;
constexpr int kStarts = 5;
constexpr int kCalls = 15;
constexpr double kTenth = 0.1;
/// Beside all of them, fewer at once, which wait for one another.
constexpr int kFewerClients = 32;

double machine_seconds(double seconds) {
  return seconds * std::max(1U, std::thread::hardware_concurrency());
}

/// Of the histogram's mean, in ms, from one look at /metrics to the next.
struct AttemptTimes {
  double sum_s = 0, count = 0;
};

AttemptTimes attempt_times(const std::string& base_url) {
  const std::string text = HttpClient().send({.method = "GET", .url = base_url + "/metrics"}).body;
  AttemptTimes times;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.find("act=\"pay\"") == std::string::npos) continue;
    const double value = std::atof(line.c_str() + line.rfind(' ') + 1);
    if (line.starts_with("pay200_attempt_seconds_sum")) times.sum_s += value;
    if (line.starts_with("pay200_attempt_seconds_count")) times.count += value;
  }
  return times;
}

bool answers_ready(const std::string& base_url) {
  try {
    return HttpClient().send({.method = "GET", .url = base_url + "/readyz"}).status == 200;
  } catch (const HttpFailure&) {
    return false;
  }
}

void set_ratio(Figures& figures, const std::string& name, const std::vector<double>& rates,
               const std::vector<double>& limits) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < rates.size(); ++i) ratios.push_back(rates[i] / limits[i]);
  figures.set(name + "_per_s", median(rates));
  figures.set(name + "_limit_per_s", median(limits));
  figures.set(name + "_ratio", median(ratios));
  figures.set(name + "_ratio_spread", spread(ratios));
}

/// Processor time of what takes part in look-ups, over all slices.
struct ReadCosts {
  double reads = 0, seconds = 0, generator_cpu_s = 0;
  ProcessTimes cpu_s, before;

  void begin(ProcessTimes now) { before = std::move(now); }

  double add(const ReadSlice& slice) {
    reads += slice.rate * slice.seconds;
    seconds += slice.seconds;
    generator_cpu_s += slice.generator_cpu_s;
    return slice.rate;
  }

  void end(const ProcessTimes& now) {
    for (const auto& [name, spent] : difference(before, now)) cpu_s[name] += spent;
  }

  /// `names`: those of the processes, with what they are called in the keys.
  void set(Figures& figures, const std::string& prefix,
           const std::vector<std::pair<const char*, const char*>>& names) {
    for (const auto& [name, key] : names) {
      figures.set(prefix + key + "_us", cpu_s[name] * 1e6 / reads);
    }
    figures.set(prefix + "generator_us", generator_cpu_s * 1e6 / reads);
  }
};

}  // namespace

MeasurePayments::MeasurePayments(const MeasurePaymentsOptions& options, Figures& figures)
    : options_(options), figures_(figures), directory_("pay200-bench") {
  PlaceOptions wanted;
  wanted.bin_directory = options.bin_directory;
  wanted.clients = options.clients;
  wanted.api_workers = kApiWorkers;
  wanted.durable = options.durable;
  wanted.directory = directory_.path() / "limit";
  limit_place_ = std::make_unique<Place>(wanted);
  for (const Part part : {Part::kNginx, Part::kGateway, Part::kSandbox}) {
    limit_place_->stack().stop_part(part);
  }
  for (const char* name : {"limit-sql", "commits-sql", "null-nginx"}) {
    make_directory(directory_.path() / name, 0700);
  }
  limit_ = std::make_unique<BareSql>(limit_place_->stack(), directory_.path() / "limit-sql",
                                     limit_place_->bare_payers());
  wanted.directory = directory_.path() / "place";
  place_ = std::make_unique<Place>(wanted);
  commits_ = std::make_unique<BareSql>(place_->stack(), directory_.path() / "commits-sql",
                                       place_->bare_payers());
  place_->pay(std::max(1.0, kWarmPart * options.seconds));
}

MeasurePayments::Turns MeasurePayments::all_clients() const {
  return {options_.clients, options_.slices, options_.seconds};
}

MeasurePayments::Turns MeasurePayments::fewer_clients() const {
  return {std::min(options_.clients, kFewerClients), (options_.slices + 1) / 2,
          (options_.seconds + 1) / 2};
}

void MeasurePayments::payments() {
  set_payment_costs(pay_in_turns("payments", all_clients()));
  capacity_ = figures_.get("payments_per_s");
  pay_in_turns("payments_at_32", fewer_clients());
}

std::vector<PaidSlice> MeasurePayments::pay_in_turns(const std::string& name, const Turns& turns) {
  std::vector<PaidSlice> slices;
  std::vector<double> rates, limits;
  for (int slice = 0; slice < turns.slices; ++slice) {
    slices.push_back(
        place_->pay({.seconds = static_cast<double>(turns.seconds), .clients = turns.clients}));
    rates.push_back(slices.back().rate);
    limits.push_back(limit_->payments(turns.seconds, turns.clients));
    std::printf("payments/s %8.1f   one by one in SQL %8.1f   ratio %.3f\n", rates.back(),
                limits.back(), rates.back() / limits.back());
    std::fflush(stdout);
  }
  set_ratio(figures_, name, rates, limits);
  return slices;
}

void MeasurePayments::set_payment_costs(const std::vector<PaidSlice>& slices) {
  PaidSlice all;
  for (const PaidSlice& slice : slices) {
    all.paid += slice.paid;
    all.seconds += slice.seconds;
    all.generator_cpu_s += slice.generator_cpu_s;
    all.server.commits += slice.server.commits;
    all.server.wal_bytes += slice.server.wal_bytes;
    all.server.wal_syncs += slice.server.wal_syncs;
    for (const auto& [name, seconds] : slice.cpu_s) all.cpu_s[name] += seconds;
  }
  figures_.set("payments_commits", all.server.commits / all.paid);
  figures_.set("payments_wal_bytes", all.server.wal_bytes / all.paid);
  figures_.set("payments_wal_syncs", all.server.wal_syncs / all.paid);
  const std::vector<std::pair<const char*, const char*>> names = {{"PostgreSQL", "postgresql"},
                                                                  {"api", "api"},
                                                                  {"link", "link"},
                                                                  {"relay", "relay"},
                                                                  {"stream", "stream"},
                                                                  {"nginx", "nginx"},
                                                                  {"sandbox", "sandbox"},
                                                                  {"load generator", "generator"}};
  for (const auto& [name, key] : names) {
    figures_.set("payments_cpu_" + std::string(key) + "_us", all.cpu_s[name] * 1e6 / all.paid);
  }
  figures_.set("payments_generator_share", all.generator_cpu_s / machine_seconds(all.seconds));
  figures_.set("payments_generator_busy", all.generator_cpu_s / all.seconds);
}

double MeasurePayments::capacity() {
  if (!capacity_) capacity_ = place_->pay(options_.seconds).rate;
  return *capacity_;
}

int MeasurePayments::start_null_responder() {
  const auto folder = directory_.path() / "null-nginx";
  const auto requests = place_->look_ups(1);
  if (requests.empty()) throw std::runtime_error("no payment to look up");
  // Its answer is a payment's, as the gateway gives it.
  const std::string& request = requests.front();
  const auto path_begin = request.find(' ') + 1;
  const std::string path = request.substr(path_begin, request.find(' ', path_begin) - path_begin);
  const auto header_begin = request.find("Authorization: ") + std::string("Authorization: ").size();
  const std::string authorization =
      request.substr(header_begin, request.find('\r', header_begin) - header_begin);
  const HttpResponse payment = HttpClient().send({.method = "GET",
                                                  .url = place_->stack().base_url() + path,
                                                  .headers = {{"Authorization", authorization}}});
  if (payment.status != 200) throw std::runtime_error("look-up: " + payment.body);
  write_private_file(folder / "answer.json", payment.body);

  NginxSettings nginx;
  nginx.directory = folder;
  nginx.log_directory = folder;
  nginx.fcgi_socket = place_->stack().run_directory() / "null.socket";
  nginx.stream_socket = folder / "none.socket";
  nginx.port = find_free_port();
  nginx.requests = kApiWorkers * place_->api_threads();
  write_nginx_config(nginx);
  ProcessOptions responder;
  responder.output = folder / "responder.log";
  responder.argv = {(options_.bin_directory / "pay200-dev").string(),
                    "null-responder",
                    "--socket",
                    nginx.fcgi_socket.string(),
                    "--answer",
                    (folder / "answer.json").string(),
                    "--processes",
                    std::to_string(kApiWorkers),
                    "--threads",
                    std::to_string(place_->api_threads())};
  null_responder_ = Process::start(responder);
  ProcessOptions server;
  server.output = folder / "nginx.log";
  server.argv = {"nginx",
                 "-p",
                 folder.string() + "/",
                 "-c",
                 (folder / "nginx.conf").string(),
                 "-e",
                 (folder / "nginx.log").string()};
  null_nginx_ = Process::start(server);
  const auto deadline = steady_clock::now() + std::chrono::seconds(10);
  while (is_port_free(nginx.port) || !std::filesystem::is_socket(nginx.fcgi_socket)) {
    if (steady_clock::now() > deadline)
      throw std::runtime_error("the null responder did not start");
    std::this_thread::sleep_for(milliseconds(5));
  }
  return nginx.port;
}

void MeasurePayments::reads() {
  const int null_port = start_null_responder();
  const auto requests = place_->look_ups(kLookUps);
  for (const int port : {place_->stack().port(), null_port}) {
    read(port, requests, options_.clients, kWarmPart * options_.seconds);
  }
  const auto null_times = [this] {
    return ProcessTimes{{"responder", seconds_of_tree(null_responder_.pid())},
                        {"nginx", seconds_of_tree(null_nginx_.pid())}};
  };
  const auto in_turns = [&](const std::string& name, const Turns& turns, ReadCosts& through,
                            ReadCosts& limit) {
    const auto ask = [&](int port) { return read(port, requests, turns.clients, turns.seconds); };
    std::vector<double> rates, limits;
    for (int slice = 0; slice < turns.slices; ++slice) {
      through.begin(place_->cpu_times());
      rates.push_back(through.add(ask(place_->stack().port())));
      through.end(place_->cpu_times());
      limit.begin(null_times());
      limits.push_back(limit.add(ask(null_port)));
      limit.end(null_times());
      std::printf("look-ups/s %8.1f   null responder    %8.1f   ratio %.3f\n", rates.back(),
                  limits.back(), rates.back() / limits.back());
      std::fflush(stdout);
    }
    set_ratio(figures_, name, rates, limits);
  };
  ReadCosts fewer_through, fewer_limit;
  in_turns("reads_at_32", fewer_clients(), fewer_through, fewer_limit);
  ReadCosts through, limit;
  in_turns("reads", all_clients(), through, limit);
  through.set(figures_, "reads_cpu_",
              {{"PostgreSQL", "postgresql"}, {"api", "api"}, {"nginx", "nginx"}});
  limit.set(figures_, "reads_limit_cpu_", {{"responder", "responder"}, {"nginx", "nginx"}});
  figures_.set("reads_generator_share", through.generator_cpu_s / machine_seconds(through.seconds));
  figures_.set("reads_generator_busy", through.generator_cpu_s / through.seconds);
  null_nginx_.stop();
  null_responder_.stop();
}

void MeasurePayments::confirm() {
  const double per_s = kTenth * capacity();
  const auto attempts_before = attempt_times(place_->stack().base_url());
  std::vector<double> confirm_us, p50_us, p99_us;
  double asked = 0, seconds = 0;
  for (int slice = 0; slice < options_.slices; ++slice) {
    const CommitTimes commit = commits_->commits(options_.seconds);
    p50_us.push_back(commit.p50_us);
    p99_us.push_back(commit.p99_us);
    const PaidSlice paid = place_->pay(options_.seconds, per_s);
    confirm_us.insert(confirm_us.end(), paid.confirm_us.begin(), paid.confirm_us.end());
    asked += paid.paid;
    seconds += paid.seconds;
  }
  const auto attempts = attempt_times(place_->stack().base_url());
  if (attempts.count <= attempts_before.count) throw std::runtime_error("no attempt was counted");
  const double sandbox_us =
      1e6 * (attempts.sum_s - attempts_before.sum_s) / (attempts.count - attempts_before.count);
  const double p50 = percentile(confirm_us, 0.5), p99 = percentile(confirm_us, 0.99);
  figures_.set("confirm_load_per_s", asked / seconds);
  figures_.set("confirm_p50_ms", p50 / 1000);
  figures_.set("confirm_p99_ms", p99 / 1000);
  figures_.set("sandbox_ms", sandbox_us / 1000);
  figures_.set("commit_p50_us", median(p50_us));
  figures_.set("commit_p99_us", median(p99_us));
  figures_.set("confirm_p50_commits", (p50 - sandbox_us) / median(p50_us));
  figures_.set("confirm_p99_commits", (p99 - sandbox_us) / median(p99_us));
}

void MeasurePayments::programs() {
  Stack& stack = place_->stack();
  double most_mb = 0;
  for (const pid_t pid : stack.pids_of("api")) most_mb = std::max(most_mb, resident_mb(pid));
  figures_.set("worker_mb", most_mb);

  std::vector<double> calls_ms;
  for (int i = 0; i < kCalls; ++i) {
    const auto begun = steady_clock::now();
    const Finished done = stack.pgctl({"merchant", "list"});
    calls_ms.push_back(duration<double, std::milli>(steady_clock::now() - begun).count());
    if (done.status != 0) throw std::runtime_error("pgctl: " + done.err);
  }
  figures_.set("pgctl_ms", median(calls_ms));

  std::vector<double> starts_ms;
  for (int i = 0; i < kStarts; ++i) {
    stack.stop_part(Part::kGateway);
    const auto begun = steady_clock::now();
    stack.start_part(Part::kGateway);
    while (!answers_ready(stack.base_url())) {
      if (steady_clock::now() - begun > std::chrono::seconds(30)) {
        throw std::runtime_error("the gateway did not become ready");
      }
      std::this_thread::sleep_for(milliseconds(2));
    }
    starts_ms.push_back(duration<double, std::milli>(steady_clock::now() - begun).count());
  }
  figures_.set("worker_ready_ms", median(starts_ms));
}

}  // namespace pay200::dev
