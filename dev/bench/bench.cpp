#include "dev/bench/bench.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <stdexcept>

#include "dev/bench/figures.hpp"
#include "dev/bench/measure_pages.hpp"
#include "dev/bench/measure_payments.hpp"
#include "dev/bench/measure_reconcile.hpp"
#include "dev/bench/page.hpp"
#include "dev/bench/plot.hpp"
#include "dev/bench/write_results.hpp"
#include "dev/bench_confirms.hpp"
#include "dev/bench_listing.hpp"
#include "dev/bench_streams.hpp"
#include "dev/bench_webhooks.hpp"

namespace pay200::dev {
namespace {

/// Those that share one gateway.
const std::vector<std::string>& parts_of_place() {
  static const std::vector<std::string> parts = {"payments", "reads", "confirm", "programs"};
  return parts;
}

struct Mode {
  int slices, seconds;
  std::vector<std::string> parts;
};

/// Without the one that fills tables for half an hour: it belongs to bench-growth, unless asked
/// for.
std::vector<std::string> usual_parts() {
  std::vector<std::string> parts = bench_parts();
  std::erase(parts, "listing");
  return parts;
}

Mode mode_of(const BenchOptions& options) {
  Mode mode = options.quick ? Mode{3, 8, {"payments", "reads"}} : Mode{5, 12, usual_parts()};
  if (options.slices > 0) mode.slices = options.slices;
  if (options.seconds > 0) mode.seconds = options.seconds;
  if (!options.parts.empty()) mode.parts = options.parts;
  return mode;
}

bool wants(const Mode& mode, const std::string& part) {
  return std::ranges::find(mode.parts, part) != mode.parts.end();
}

/// One that cannot be measured leaves the others.
bool measured(const std::string& part, const std::function<void()>& measure, Figures& figures) {
  std::printf("---- %s\n", part.c_str());
  std::fflush(stdout);
  const double load = load_average();
  figures.forget(part);
  try {
    measure();
    figures.expect_all_of(part);
    figures.note_run(part, load);
    return true;
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "bench: %s: %s\n", part.c_str(), broken.what());
    return false;
  }
}

bool measure_all(const BenchOptions& options, const Mode& mode, Figures& figures) {
  bool whole = true;
  const auto take = [&](const std::string& part, const std::function<void()>& measure) {
    if (wants(mode, part)) whole = measured(part, measure, figures) && whole;
  };
  if (std::ranges::any_of(parts_of_place(), [&](const auto& part) { return wants(mode, part); })) {
    MeasurePayments place({.bin_directory = options.bin_directory,
                           .clients = options.clients,
                           .slices = mode.slices,
                           .seconds = mode.seconds},
                          figures);
    take("payments", [&] { place.payments(); });
    take("reads", [&] { place.reads(); });
    take("confirm", [&] { place.confirm(); });
    take("programs", [&] { place.programs(); });
  }
  take("pages", [&] { measure_pages(options.web, figures); });
  take("reconcile", [&] {
    measure_reconcile({.bin_directory = options.bin_directory, .records = options.records},
                      figures);
  });
  // What these print tells whether they kept their own limits; here their figures are what counts.
  take("inflight", [&] {
    BenchConfirmsOptions confirms;
    confirms.bin_directory = options.bin_directory;
    confirms.figures = &figures;
    run_bench_confirms(confirms);
  });
  take("webhooks", [&] {
    BenchWebhooksOptions webhooks;
    webhooks.bin_directory = options.bin_directory;
    webhooks.figures = &figures;
    run_bench_webhooks(webhooks);
  });
  take("streams", [&] {
    BenchStreamsOptions streams;
    streams.bin_directory = options.bin_directory;
    streams.figures = &figures;
    run_bench_streams(streams);
  });
  take("listing", [&] {
    BenchListingOptions listing;
    listing.bin_directory = options.bin_directory;
    listing.figures = &figures;
    run_bench_listing(listing);
  });
  return whole;
}

}  // namespace

const std::vector<std::string>& bench_parts() {
  static const std::vector<std::string> parts = {"payments", "reads",    "confirm",  "programs",
                                                 "pages",    "inflight", "webhooks", "streams",
                                                 "listing",  "reconcile"};
  return parts;
}

int run_bench(const BenchOptions& options) {
  try {
    const Mode mode = mode_of(options);
    Figures figures(options.json);
    const bool whole = measure_all(options, mode, figures);
    write_results(figures, options.json, options.page);
    print_table(figures);
    return whole ? 0 : 1;
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "bench: %s\n", broken.what());
    return 1;
  }
}

}  // namespace pay200::dev
