#include "dev/overload.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "dev/bench/load.hpp"
#include "dev/bench/payer.hpp"
#include "dev/bench/place.hpp"
#include "dev/bench/statistics.hpp"
#include "dev/process_sizes.hpp"
#include "dev/temporary_directory.hpp"

namespace pay200::dev {
namespace {

using std::chrono::duration;
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr int kUnavailable = 503;
/// Fewer than nginx lets through at once (2 workers of 16 threads, less the spare ones).
constexpr int kClients = 24;
constexpr int kWorkers = 2, kThreads = 16;
/// Who ask at once in the overload.
constexpr std::size_t kCrowd = 320;
constexpr int kRequestsOfPayment = 3;
constexpr double kCapacityFor = 10, kWarmFor = 5, kAfterwardsFor = 10;
constexpr microseconds kMostToRefuse = seconds(1);
constexpr double kMostToRecover = 5;
/// What was asked for, but for what a run of this length cannot hit.
constexpr double kLeastOfTimes = 0.95;
constexpr milliseconds kSampleEvery{500};

/// What all of the crowd were told.
struct Tally {
  int answers = 0, refused = 0, refused_within = 0, without_retry_after = 0, paid = 0;
  microseconds slowest_refusal{0};
  std::vector<double> confirm_us = {};
  steady_clock::time_point last_refusal = {};
  std::string failure = {};
};

/// Pays, and whenever it is turned away asks for the same again after `pause`; once the time is
/// over it begins nothing any more, but what it has begun it finishes.
class Insistent : public LoadPerson {
 public:
  Insistent(const PayerPeople& people, const Payer::Plan& plan, microseconds pause, Tally& tally)
      : payer_(people, plan), end_(plan.end), pause_(pause), tally_(tally) {}

  std::optional<LoadRequest> next() override {
    if (turned_away_) {
      const auto again_at = steady_clock::now() + pause_;
      const bool has_begun = !text_.starts_with("POST /v1/payments HTTP");
      if (!has_begun && again_at >= end_) return std::nullopt;
      return LoadRequest{.text = text_, .not_before = again_at};
    }
    auto request = payer_.next();
    if (request) text_ = request->text;
    return request;
  }

  void take(const LoadAnswer& answer) override {
    ++tally_.answers;
    turned_away_ = answer.status == kUnavailable;
    if (!turned_away_) return payer_.take(answer);
    ++tally_.refused;
    // By the gateway, not at its door.
    if (answer.body.find("SERVICE_UNAVAILABLE") == std::string_view::npos) ++tally_.refused_within;
    if (answer.retry_after_s < 0) ++tally_.without_retry_after;
    tally_.slowest_refusal = std::max(tally_.slowest_refusal, answer.took);
    tally_.last_refusal = steady_clock::now();
  }

  const PayerTally& paid() const { return payer_.tally(); }

 private:
  Payer payer_;
  const steady_clock::time_point end_;
  const microseconds pause_;
  Tally& tally_;
  std::string text_;
  bool turned_away_ = false;
};

struct Run {
  Tally tally;
  double seconds = 0;         ///< until the last answer
  double finished_after = 0;  ///< the last answer, after the time was over
  double refused_until = 0;   ///< from the beginning
};

Run let_pay(Place& place, std::size_t crowd, double for_seconds, microseconds pause,
            microseconds every) {
  Run run;
  const auto begin = steady_clock::now();
  const auto end = begin + duration_cast<steady_clock::duration>(duration<double>(for_seconds));
  run.tally.last_refusal = begin;
  std::vector<std::unique_ptr<Insistent>> people;
  std::vector<LoadPerson*> asking;
  for (std::size_t i = 0; i < crowd; ++i) {
    // Not all at once.
    const auto own_begin = begin + (every + pause) * i / crowd;
    people.push_back(std::make_unique<Insistent>(place.people()[i % place.people().size()],
                                                 Payer::Plan{own_begin, end, every}, pause,
                                                 run.tally));
    asking.push_back(people.back().get());
  }
  run.seconds = run_load(place.stack().port(), asking).seconds;
  run.finished_after = duration<double>(steady_clock::now() - end).count();
  run.refused_until = duration<double>(run.tally.last_refusal - begin).count();
  for (const auto& person : people) {
    const PayerTally& paid = person->paid();
    if (run.tally.failure.empty()) run.tally.failure = paid.failure;
    run.tally.paid += paid.paid();
    run.tally.confirm_us.insert(run.tally.confirm_us.end(), paid.confirm_us.begin(),
                                paid.confirm_us.end());
  }
  return run;
}

double confirm_ms(const Run& run, double part) {
  return percentile(run.tally.confirm_us, part) / 1'000;
}

/// Between two requests of each of a crowd that asks so often together, answers included.
double cycle_s(double requests_per_s) { return static_cast<double>(kCrowd) / requests_per_s; }

/// The rest of a cycle, if answers take as long as they did in `run` with its `pause`.
microseconds pause_for(double wanted_per_s, const Run& run, microseconds pause) {
  const double answer_s =
      cycle_s(run.tally.answers / run.seconds) - duration<double>(pause).count();
  const double rest_s = std::max(0.0, cycle_s(wanted_per_s) - std::max(0.0, answer_s));
  return microseconds(static_cast<std::int64_t>(rest_s * 1e6));
}

/// The largest of what the processes take while it lives.
class Sampler {
 public:
  explicit Sampler(const Stack& stack)
      : thread_([this, &stack] {
          while (!stopping_) {
            keep_largest(largest_, sizes_of(stack));
            std::this_thread::sleep_for(kSampleEvery);
          }
        }) {}
  ~Sampler() {
    if (thread_.joinable()) stop();
  }
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;

  ProcessSizes stop() {
    stopping_ = true;
    thread_.join();
    return largest_;
  }

 private:
  std::atomic<bool> stopping_{false};
  ProcessSizes largest_;
  std::thread thread_;  ///< last: it uses all of the above
};

bool kept(bool good, const std::string& what) {
  std::printf("%s %s\n", good ? "kept    " : "NOT KEPT", what.c_str());
  return good;
}

int report(const OverloadOptions& options, double capacity, const Run& early, const Run& run,
           const Run& after, const std::string& grown) {
  const Tally& told = run.tally;
  const double requests_per_s = capacity * kRequestsOfPayment;
  const double times = told.answers / run.seconds / requests_per_s;
  std::printf("capacity      %.0f payments/s, %.0f requests/s\n", capacity, requests_per_s);
  std::printf("overload      %.0f requests/s for %d s: %.1f times; by %zu at once\n",
              told.answers / run.seconds, options.seconds, times, kCrowd);
  std::printf("paid          %d, %.0f a second; confirm p50 %.0f ms, p99 %.0f ms\n", told.paid,
              told.paid / run.seconds, confirm_ms(run, 0.5), confirm_ms(run, 0.99));
  std::printf("turned away   %d, %d of them by the gateway itself; the slowest in %.0f ms\n",
              told.refused, told.refused_within,
              static_cast<double>(told.slowest_refusal.count()) / 1'000);
  std::printf("finished      %.1f s after the last could begin\n", run.finished_after);
  std::printf(
      "afterwards    %d turned away, the last after %.1f s; confirm p99 %.0f ms (before: "
      "%.0f ms)\n",
      after.tally.refused, after.refused_until, confirm_ms(after, 0.99), confirm_ms(early, 0.99));
  bool good = kept(times >= kLeastOfTimes * options.times, "so many times were asked for");
  good &= kept(told.failure.empty(), "what was accepted is finished " + told.failure);
  good &= kept(told.refused > 0 && told.without_retry_after == 0, "Retry-After in every 503");
  good &= kept(told.slowest_refusal <= kMostToRefuse, "503 within a second");
  good &= kept(grown.empty(), "memory and descriptors are flat " + grown);
  good &= kept(after.tally.failure.empty() && after.tally.refused == 0 &&
                   run.finished_after <= kMostToRecover &&
                   confirm_ms(after, 0.99) <= 2 * confirm_ms(early, 0.99),
               "back to normal within 5 s " + after.tally.failure);
  return good ? 0 : 1;
}

int measure(const OverloadOptions& options) {
  const TemporaryDirectory directory("pay200-overload");
  Place place({.directory = directory.path(),
               .bin_directory = options.bin_directory,
               .clients = kClients,
               .api_workers = kWorkers,
               .api_threads = kThreads});
  place.pay(kWarmFor);
  const double capacity = place.pay(kCapacityFor).rate;
  // Half of what it can, at even distances: what is normal.
  const microseconds calm(static_cast<std::int64_t>(1e6 * kClients / (capacity / 2)));
  const Run early = let_pay(place, kClients, kAfterwardsFor, milliseconds(100), calm);
  const double wanted = options.times * capacity * kRequestsOfPayment;
  const microseconds first_pause(static_cast<std::int64_t>(1e6 * cycle_s(wanted)));
  // The crowd's connections are part of the overload, not growth in it.
  const Run warm = let_pay(place, kCrowd, kWarmFor, first_pause, microseconds(0));
  if (!warm.tally.failure.empty()) throw std::runtime_error(warm.tally.failure);
  const microseconds pause = pause_for(wanted, warm, first_pause);
  Sampler before(place.stack());
  const Run first = let_pay(place, kCrowd, kWarmFor, pause, microseconds(0));
  const ProcessSizes at_first = before.stop();
  std::printf("first seconds %s\n", to_text(at_first).c_str());
  Sampler during(place.stack());
  const Run run = let_pay(place, kCrowd, options.seconds, pause, microseconds(0));
  const ProcessSizes at_last = during.stop();
  std::printf("whole time    %s\n", to_text(at_last).c_str());
  const Run after = let_pay(place, kClients, kAfterwardsFor, milliseconds(100), calm);
  return report(options, capacity, early, run, after, growth(at_first, at_last));
}

}  // namespace

int run_overload(const OverloadOptions& options) {
  try {
    return measure(options);
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "overload: %s\n", broken.what());
    return 1;
  }
}

}  // namespace pay200::dev
