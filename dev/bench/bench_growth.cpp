#include "dev/bench/bench_growth.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <optional>
#include <stdexcept>

#include "dev/bench/figures.hpp"
#include "dev/bench/fill_tables.hpp"
#include "dev/bench/place.hpp"
#include "dev/bench/statistics.hpp"
#include "dev/bench/write_results.hpp"
#include "dev/bench_listing.hpp"
#include "dev/temporary_directory.hpp"

namespace pay200::dev {
namespace {

constexpr int kWarmSeconds = 4;
constexpr std::size_t kLookUps = 5'000;
constexpr int kUsualWorkers = 2;
/// With a slow acquirer each payment waits in a thread of its own.
constexpr int kSlowThreads = 24;

class Growth {
 public:
  Growth(const BenchGrowthOptions& options, std::filesystem::path directory, Figures& figures)
      : options_(options), directory_(std::move(directory)), figures_(figures) {}

  /// The smallest tables are measured before each larger size again: what the machine does
  /// meanwhile meets both.
  void tables() {
    if (options_.payments.size() < 2) throw std::runtime_error("one size tells no growth");
    auto place = make_place("growing", kUsualWorkers);
    auto small = make_place("small", kUsualWorkers);
    fill_tables(small->stack(), options_.payments.front());
    nlohmann::json points = nlohmann::json::array();
    double payments_growth = 0, reads_growth = 0;
    for (std::size_t i = 1; i < options_.payments.size(); ++i) {
      fill_tables(place->stack(), options_.payments[i]);
      const auto [fewest, many] = in_turn(*small, *place);
      if (points.empty()) points.push_back(point(options_.payments.front(), fewest));
      payments_growth = many.payment_us / fewest.payment_us;
      reads_growth = many.look_up_us / fewest.look_up_us;
      points.push_back(point(options_.payments[i], many));
      points.back()["payment_growth"] = payments_growth;
      points.back()["look_up_growth"] = reads_growth;
    }
    figures_.set("payments_growth", payments_growth);
    figures_.set("reads_growth", reads_growth);
    figures_.set_series("growth", points);
  }

  void workers() {
    nlohmann::json points = nlohmann::json::array();
    for (const int workers : options_.workers) {
      auto place = make_place("workers" + std::to_string(workers), workers);
      const Cost cost = measure(*place, options_.slices);
      points.push_back({{"workers", workers},
                        {"payments_per_s", 1e6 / cost.payment_us},
                        {"look_ups_per_s", 1e6 / cost.look_up_us}});
    }
    figures_.set_series("workers", points);
  }

  void latency() {
    auto place = make_place("latency", kUsualWorkers, kSlowThreads);
    nlohmann::json points = nlohmann::json::array();
    for (const int latency_ms : options_.latencies_ms) {
      place->stack().sandbox().set_reply_delay_ms(latency_ms);
      std::vector<double> rates, p50_ms, p99_ms;
      for (int slice = 0; slice < options_.slices; ++slice) {
        const PaidSlice paid = place->pay(options_.seconds);
        const std::vector<double> times(paid.confirm_us.begin(), paid.confirm_us.end());
        rates.push_back(paid.rate);
        p50_ms.push_back(percentile(times, 0.5) / 1000 - latency_ms);
        p99_ms.push_back(percentile(times, 0.99) / 1000 - latency_ms);
      }
      points.push_back({{"acquirer_ms", latency_ms},
                        {"payments_per_s", median(rates)},
                        {"confirm_p50_ms_beyond", median(p50_ms)},
                        {"confirm_p99_ms_beyond", median(p99_ms)}});
    }
    figures_.set_series("latency", points);
  }

 private:
  /// Of the whole machine's time, as it passes with all clients busy.
  struct Cost {
    double payment_us = 0, look_up_us = 0;
  };

  std::unique_ptr<Place> make_place(const std::string& name, int workers, int threads = 0) {
    PlaceOptions wanted;
    wanted.directory = directory_ / name;
    wanted.bin_directory = options_.bin_directory;
    wanted.clients = options_.clients;
    wanted.api_workers = workers;
    wanted.api_threads = threads;
    auto place = std::make_unique<Place>(wanted);
    place->pay(kWarmSeconds);
    return place;
  }

  Cost slice_of(Place& place) {
    const double paid = place.pay(options_.seconds).rate;
    const double answered = read(place.stack().port(), place.look_ups(kLookUps), options_.clients,
                                 std::max(1, options_.seconds / 2))
                                .rate;
    return {1e6 / paid, 1e6 / answered};
  }

  static Cost median_of(const std::vector<Cost>& costs) {
    std::vector<double> payments, look_ups;
    for (const Cost& cost : costs) {
      payments.push_back(cost.payment_us);
      look_ups.push_back(cost.look_up_us);
    }
    return {median(payments), median(look_ups)};
  }

  Cost measure(Place& place, int slices) {
    std::vector<Cost> costs;
    for (int slice = 0; slice < slices; ++slice) costs.push_back(slice_of(place));
    return median_of(costs);
  }

  std::pair<Cost, Cost> in_turn(Place& small, Place& large) {
    std::vector<Cost> fewest, many;
    for (int slice = 0; slice < options_.slices; ++slice) {
      fewest.push_back(slice_of(small));
      many.push_back(slice_of(large));
      std::printf("payment %7.0f us, with fewest %7.0f; look-up %6.1f us, with fewest %6.1f\n",
                  many.back().payment_us, fewest.back().payment_us, many.back().look_up_us,
                  fewest.back().look_up_us);
      std::fflush(stdout);
    }
    return {median_of(fewest), median_of(many)};
  }

  static nlohmann::json point(int payments, const Cost& cost) {
    return {{"payments", payments},
            {"payment_us", cost.payment_us},
            {"look_up_us", cost.look_up_us},
            {"payment_growth", 1.0},
            {"look_up_growth", 1.0}};
  }

  const BenchGrowthOptions& options_;
  const std::filesystem::path directory_;
  Figures& figures_;
};

void measure_part(const std::string& part, const BenchGrowthOptions& options, Growth& growth,
                  Figures& figures) {
  if (part == "tables") return growth.tables();
  if (part == "workers") return growth.workers();
  if (part == "latency") return growth.latency();
  BenchListingOptions listing;
  listing.bin_directory = options.bin_directory;
  listing.figures = &figures;
  run_bench_listing(listing);
}

}  // namespace

const std::vector<std::string>& bench_growth_parts() {
  static const std::vector<std::string> parts = {"tables", "workers", "latency", "listing"};
  return parts;
}

int run_bench_growth(const BenchGrowthOptions& options) {
  try {
    std::optional<TemporaryDirectory> temporary;
    if (options.directory.empty()) temporary.emplace("pay200-bench");
    Figures figures(options.json);
    Growth growth(options, temporary ? temporary->path() : options.directory, figures);
    for (const auto& part : options.parts.empty() ? bench_growth_parts() : options.parts) {
      std::printf("---- %s\n", part.c_str());
      const double load = load_average();
      measure_part(part, options, growth, figures);
      figures.note_run(part == "tables" ? "growth" : part, load);
      write_results(figures, options.json, options.page);  // what is there is there
    }
    print_table(figures);
    return 0;
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "bench-growth: %s\n", broken.what());
    return 1;
  }
}

}  // namespace pay200::dev
