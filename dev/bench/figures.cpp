#include "dev/bench/figures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <stdexcept>
#include <sys/utsname.h>
#include <thread>

#include "dev/process.hpp"

namespace pay200::dev {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// The value of "name : value" in a file of /proc.
std::string value_in(const char* path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(':');
    if (!line.starts_with(name) || colon == std::string::npos) continue;
    const auto begin = line.find_first_not_of(" \t", colon + 1);
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return {};
}

std::string said_by(const std::vector<std::string>& argv) {
  try {
    const Finished done = run({.argv = argv});
    return first_line(done.out.empty() ? done.err : done.out);
  } catch (const std::exception&) {
    return "?";
  }
}

nlohmann::json this_machine() {
  utsname system{};
  ::uname(&system);
  const std::string memory_kb = value_in("/proc/meminfo", "MemTotal");
  const double memory_gb = memory_kb.empty() ? 0 : std::stod(memory_kb) / (1024 * 1024);
  return {{"processor", value_in("/proc/cpuinfo", "model name")},
          {"processors", std::thread::hardware_concurrency()},
          {"memory_gb", std::round(memory_gb)},
          {"system", std::string(system.sysname) + " " + system.release},
          {"nginx", said_by({"nginx", "-v"})},
          {"PostgreSQL", said_by({"psql", "--version"})}};
}

/// "?" where the sources are no clone.
std::string commit() {
  const auto git = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"git", "-C", PAY200_SOURCE_DIR});
    return run({.argv = std::move(arguments)});
  };
  try {
    const Finished head = git({"rev-parse", "--short", "HEAD"});
    if (head.status != 0) return "?";
    const Finished changed = git({"status", "--porcelain", "--untracked-files=no"});
    return first_line(head.out) + (changed.out.empty() ? "" : " and changes");
  } catch (const std::exception&) {
    return "?";
  }
}

}  // namespace

const std::vector<FigureKey>& figure_keys() {
  using enum Reach;
  static const std::vector<FigureKey> keys = {
      {"payments_per_s", "payments", "whole payments a second through the gateway"},
      {"payments_limit_per_s", "payments",
       "the same transitions called one payment a call by pgbench, nothing else running"},
      {"payments_ratio", "payments", "the first by the second", kAtLeast, 1.0},
      {"payments_ratio_spread", "payments", "(largest − smallest) ÷ median of the slices' ratios"},
      {"payments_at_32_per_s", "payments",
       "with 32 at once instead of all that nginx lets through"},
      {"payments_at_32_limit_per_s", "payments", "pgbench with as many"},
      {"payments_at_32_ratio", "payments", "the first by the second"},
      {"payments_at_32_ratio_spread", "payments", "(largest − smallest) ÷ median"},
      {"payments_commits", "payments", "transactions committed, a payment"},
      {"payments_wal_bytes", "payments", "bytes of WAL, a payment"},
      {"payments_wal_syncs", "payments", "times that the WAL was synced to disk, a payment"},
      {"payments_cpu_postgresql_us", "payments", "processor time of PostgreSQL, µs a payment"},
      {"payments_cpu_api_us", "payments", "of the API's workers"},
      {"payments_cpu_link_us", "payments", "of the link to the acquirers"},
      {"payments_cpu_relay_us", "payments", "of the relay"},
      {"payments_cpu_stream_us", "payments", "of the stream role"},
      {"payments_cpu_nginx_us", "payments", "of nginx"},
      {"payments_cpu_sandbox_us", "payments", "of the card network of test mode"},
      {"payments_cpu_generator_us", "payments", "of the load generator"},
      {"payments_generator_share", "payments", "the load generator's part of the whole machine",
       kAtMost, 0.2},
      {"payments_generator_busy", "payments",
       "the part of the time in which the load generator's one thread had something to do", kAtMost,
       0.5},
      {"reads_per_s", "reads", "authenticated GET /v1/payments/{paymentKey} a second"},
      {"reads_limit_per_s", "reads",
       "a null FastCGI responder's behind the same nginx, with the same bytes in its answers"},
      {"reads_ratio", "reads", "the first by the second", kAtLeast, 0.6},
      {"reads_ratio_spread", "reads", "(largest − smallest) ÷ median of the slices' ratios"},
      {"reads_at_32_per_s", "reads", "with 32 at once instead of all that nginx lets through"},
      {"reads_at_32_limit_per_s", "reads", "the null responder with as many"},
      {"reads_at_32_ratio", "reads", "the first by the second"},
      {"reads_at_32_ratio_spread", "reads", "(largest − smallest) ÷ median"},
      {"reads_cpu_postgresql_us", "reads", "processor time of PostgreSQL, µs a look-up"},
      {"reads_cpu_api_us", "reads", "of the API's workers"},
      {"reads_cpu_nginx_us", "reads", "of nginx"},
      {"reads_cpu_generator_us", "reads", "of the load generator"},
      {"reads_limit_cpu_responder_us", "reads", "of the null responder, µs an answer"},
      {"reads_limit_cpu_nginx_us", "reads", "of the nginx before it"},
      {"reads_limit_cpu_generator_us", "reads", "of the load generator meanwhile"},
      {"reads_generator_share", "reads", "the load generator's part of the whole machine", kAtMost,
       0.2},
      {"reads_generator_busy", "reads", "the part of the time in which its thread had work",
       kAtMost, 0.5},
      {"confirm_load_per_s", "confirm", "payments a second while confirms were timed: a tenth"},
      {"confirm_p50_ms", "confirm", "a confirm, from its request to its answer"},
      {"confirm_p99_ms", "confirm", ""},
      {"sandbox_ms", "confirm",
       "of it, the card network's own: from sending the message to its answer, the mean as the "
       "link "
       "sees it"},
      {"commit_p50_us", "confirm", "one durable commit of one row by one client"},
      {"commit_p99_us", "confirm", ""},
      {"confirm_p50_commits", "confirm",
       "a confirm at a tenth of capacity less the card network's time, in durable commits", kAtMost,
       6},
      {"confirm_p99_commits", "confirm", "its p99 in the commits' p99", kAtMost, 10},
      {"inflight_per_s", "inflight", "confirms a second, 256 at once, each 500 ms at the acquirer"},
      {"inflight_connections", "inflight", "database connections meanwhile", kAtMost, 16},
      {"inflight_ratio", "inflight", "against the ceiling, 512/s", kAtLeast, 0.9},
      {"stream_bytes", "streams", "memory of an open event stream in its role", kAtMost, 16'384},
      {"stream_with_nginx_bytes", "streams", "and with nginx's", kAtMost, 32'768},
      {"stream_event_p99_ms", "streams", "from a commit to its event at the reader, p99", kAtMost,
       100},
      {"stream_idle_loss", "streams", "part of the payments/s lost with 10,000 idle streams",
       kAtMost, 0.05},
      {"stream_followed_loss", "streams", "part lost with a live stream for each payment", kAtMost,
       0.25},
      {"webhook_ratio", "webhooks", "webhooks/s while 1 % of receivers hang against none", kAtLeast,
       0.95},
      {"webhook_payments_ratio", "webhooks", "payments/s while 1 % hang against none", kAtLeast,
       0.95},
      {"search_growth", "listing",
       "p99 of the back office's slowest-growing question, 10,000,000 transactions against 100,000",
       kAtMost, 1.5},
      {"reconcile_s", "reconcile",
       "pgctl reconcile run of a file of --records (1,000,000), 3 in 1,000 of them differences"},
      {"reconcile_copy_s", "reconcile", "a bare COPY of the file into an empty table"},
      {"reconcile_ratio", "reconcile", "the first by the second", kAtMost, 8},
      {"reconcile_ratio_spread", "reconcile",
       "(largest − smallest) ÷ median of the rounds' ratios"},
      {"reconcile_mb", "reconcile", "pgctl's memory meanwhile"},
      {"reconcile_more_mb", "reconcile", "more than with a file of a tenth", kAtMost, 4},
      {"pgctl_ms", "programs", "pgctl from start to finish on a look-up", kAtMost, 30},
      {"worker_ready_ms", "programs", "pay200-fcgi from its start until /readyz answers 200",
       kAtMost, 200},
      {"worker_mb", "programs", "an API worker's memory after the payments and look-ups", kAtMost,
       40},
      {"sdk_gzip_bytes", "pages", "the SDK's file, gzip", kAtMost, 12'288},
      {"app_gzip_bytes", "pages", "the app's first load with its heaviest screen, gzip", kAtMost,
       102'400},
      {"payments_growth", "growth",
       "cost of a payment with the most payments in the tables against the fewest", kAtMost, 1.2},
      {"reads_growth", "growth", "of a look-up, likewise", kAtMost, 1.2},
  };
  return keys;
}

const FigureKey& figure_key(const std::string& key) {
  const auto found =
      std::ranges::find_if(figure_keys(), [&](const FigureKey& known) { return known.key == key; });
  if (found == figure_keys().end()) throw std::logic_error("no figure is called " + key);
  return *found;
}

Figures::Figures(const std::filesystem::path& path) : json_(nlohmann::json::object()) {
  std::ifstream file(path);
  if (file) json_ = nlohmann::json::parse(file, nullptr, false);
  if (!json_.is_object()) json_ = nlohmann::json::object();
  json_["machine"] = this_machine();
}

void Figures::set(const std::string& key, double value) { json_[figure_key(key).key] = value; }

void Figures::set_series(const std::string& name, nlohmann::json points) {
  json_["series"][name] = std::move(points);
}

void Figures::forget(const std::string& part) {
  for (const FigureKey& key : figure_keys()) {
    if (key.part == part) json_.erase(key.key);
  }
  if (json_.contains("runs")) json_["runs"].erase(part);
}

void Figures::expect_all_of(const std::string& part) const {
  for (const FigureKey& key : figure_keys()) {
    if (key.part == part && !get(key.key)) {
      throw std::runtime_error(std::string(key.key) + " was not measured");
    }
  }
}

void Figures::note_run(const std::string& part, double load_before) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::string at(32, '\0');
  at.resize(std::strftime(at.data(), at.size(), "%Y-%m-%d %H:%M UTC", &parts));
  json_["runs"][part] = {{"commit", commit()}, {"at", at}, {"load_before", load_before}};
}

std::optional<double> Figures::get(const std::string& key) const {
  const auto found = json_.find(figure_key(key).key);
  if (found == json_.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

bool Figures::reached(const std::string& key) const {
  const FigureKey& known = figure_key(key);
  const auto value = get(key);
  if (!value) return true;
  switch (known.reach) {
    case Reach::kNothing:
      return true;
    case Reach::kAtLeast:
      return *value >= known.target;
    case Reach::kAtMost:
      return *value <= known.target;
  }
  std::abort();
}

void Figures::write(const std::filesystem::path& path) const {
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::trunc);
  out << json_.dump(2) << "\n";
  out.close();
  if (!out) throw std::runtime_error("cannot write " + path.string());
}

double load_average() {
  double average = 0;
  return ::getloadavg(&average, 1) == 1 ? average : 0;
}

}  // namespace pay200::dev
