#include "core/platform/metrics/metrics.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "core/platform/log.hpp"
#include "core/platform/metrics/page.hpp"

namespace pay200::metrics {
namespace {

namespace fs = std::filesystem;

/// All that were opened; what is counted goes into the last. Never freed: threads count until the
/// process is gone, and somebody may have a handle into an earlier one.
std::vector<std::unique_ptr<Page>>& pages() {
  static auto* const all = [] {
    auto* const made = new std::vector<std::unique_ptr<Page>>;
    made->push_back(std::make_unique<Page>());
    return made;
  }();
  return *all;
}

struct Observers {
  std::mutex mutex;
  std::vector<const std::function<void()>*> acts;
};

/// Never freed, likewise.
Observers& observers() {
  static auto* const all = new Observers();
  return *all;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string label_text(const Labels& labels) {
  std::string out;
  for (const auto& [name, value] : labels) {
    if (!out.empty()) out += ',';
    out += name + "=\"" + escaped(value) + "\"";
  }
  return out;
}

Cell& cell(Metric metric, const Labels& labels) {
  return pages().back()->cell(metric, label_text(labels));
}

void add_to(std::atomic<std::int64_t>& value, std::int64_t count) {
  value.fetch_add(count, std::memory_order_relaxed);
}

// Both are none when no descriptor is free: then the gauges keep what they said before.

std::optional<std::int64_t> resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t total = 0, resident = 0;
  if (!(file >> total >> resident)) return std::nullopt;
  return resident * ::sysconf(_SC_PAGESIZE);
}

std::optional<std::int64_t> open_files() {
  std::error_code failed;
  fs::directory_iterator folder("/proc/self/fd", failed);
  std::int64_t count = 0;
  for (; !failed && folder != fs::directory_iterator(); folder.increment(failed)) ++count;
  if (failed) return std::nullopt;
  return count - 1;  // the folder itself is one
}

}  // namespace

void open(const std::string& directory, const std::string& role, int number) {
  try {
    fs::create_directories(directory);
    pages().push_back(
        std::make_unique<Page>(directory + "/" + role + "-" + std::to_string(number) + ".metrics"));
  } catch (const std::system_error& failure) {
    log::warning("metrics_not_shared", {{"cause", failure.what()}});
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  Gauge(Metric::kStartedAt).set(std::chrono::duration_cast<std::chrono::seconds>(now).count());
  Gauge(Metric::kBuild, {{"version", PAY200_VERSION}}).set(1);
  observe();
}

Counter::Counter(Metric metric, const Labels& labels) : cell_(cell(metric, labels)) {}

void Counter::add(std::int64_t count) const { add_to(cell_.values[0], count); }

Gauge::Gauge(Metric metric, const Labels& labels) : cell_(cell(metric, labels)) {}

void Gauge::set(std::int64_t value) const {
  cell_.values[0].store(value, std::memory_order_relaxed);
}

Seconds::Seconds(Metric metric, const Labels& labels) : cell_(cell(metric, labels)) {}

void Seconds::observe(std::chrono::steady_clock::duration taken) const {
  const std::int64_t us = std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
  const auto bucket = std::ranges::lower_bound(kBucketsUs, us) - kBucketsUs.begin();
  add_to(cell_.values[static_cast<std::size_t>(bucket)], 1);
  add_to(cell_.values[Cell::kSum], us);
}

Observer::Observer(std::function<void()> act) : act_(std::move(act)) {
  const std::lock_guard lock(observers().mutex);
  observers().acts.push_back(&act_);
}

Observer::~Observer() {
  const std::lock_guard lock(observers().mutex);
  std::erase(observers().acts, &act_);
}

void observe() noexcept {
  try {
    if (const auto bytes = resident_bytes()) Gauge(Metric::kResidentBytes).set(*bytes);
    if (const auto files = open_files()) Gauge(Metric::kOpenFiles).set(*files);
    const std::lock_guard lock(observers().mutex);
    for (const auto* act : observers().acts) (*act)();
  } catch (const std::exception& failure) {  // no memory
    log::warning("metrics_not_observed", {{"cause", failure.what()}});
  }
}

}  // namespace pay200::metrics
