// pay200-dev: pay200 on one machine, for those who develop it or with it. `make run` and
// `make demo` call it.

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>

#include "dev/bench/bench.hpp"
#include "dev/bench/bench_growth.hpp"
#include "dev/bench/null_responder.hpp"
#include "dev/bench_confirms.hpp"
#include "dev/bench_listing.hpp"
#include "dev/bench_rotation.hpp"
#include "dev/bench_streams.hpp"
#include "dev/bench_webhooks.hpp"
#include "dev/chaos/chaos.hpp"
#include "dev/demo.hpp"
#include "dev/overload.hpp"
#include "dev/run.hpp"
#include "dev/soak.hpp"
#include "dev/stop_signal.hpp"

namespace {

constexpr int kExitUsage = 2;

std::filesystem::path own_directory() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"pay200 on one machine: PostgreSQL, card network, gateway and nginx."};
  app.set_version_flag("--version", PAY200_VERSION);
  app.require_subcommand(1);

  pay200::dev::RunOptions run;
  run.bin_directory = own_directory();
  auto* run_command = app.add_subcommand("run", "bring everything up here, until Ctrl-C");
  run_command->add_option("--port", run.port, "port on 127.0.0.1; 0 takes a free one")
      ->check(CLI::Range(0, 65535))
      ->required();
  run_command
      ->add_option("--host", run.host, "what its addresses call 127.0.0.1; passkeys need localhost")
      ->check(CLI::IsMember({"127.0.0.1", "localhost"}));
  run_command->add_option("--var", run.directory, "directory for data, logs and sockets")
      ->required();

  app.add_subcommand("demo", "six payments in a temporary directory, and all books compared");

  pay200::dev::BenchConfirmsOptions bench;
  bench.bin_directory = own_directory();
  auto* bench_command = app.add_subcommand(
      "bench-confirms", "confirms in flight while the card network is slow, against the ceiling");
  bench_command->add_option("--in-flight", bench.in_flight, "how many at once")
      ->check(CLI::Range(1, 2000));
  bench_command->add_option("--rounds", bench.rounds, "confirms for each of those")
      ->check(CLI::Range(1, 1000));

  pay200::dev::BenchWebhooksOptions webhooks;
  webhooks.bin_directory = own_directory();
  auto* webhooks_command = app.add_subcommand(
      "bench-webhooks", "payments and webhooks while shops' servers hang, against none that does");
  webhooks_command->add_option("--slices", webhooks.slices, "measured so often, each")
      ->check(CLI::Range(1, 100));
  pay200::dev::BenchStreamsOptions streams;
  streams.bin_directory = own_directory();
  auto* streams_command =
      app.add_subcommand("bench-streams", "thousands of open event streams while payments run");
  streams_command->add_option("--streams", streams.streams, "how many")
      ->check(CLI::Range(100, 15'000));
  streams_command->add_option("--payments", streams.payments, "in each phase")
      ->check(CLI::Range(10, 5'000));
  pay200::dev::BenchListingOptions listing;
  listing.bin_directory = own_directory();
  auto* listing_command = app.add_subcommand(
      "bench-listing", "the back office's pages with ten million transactions, against few");
  listing_command->add_option("--large", listing.large, "how many transactions")
      ->check(CLI::Range(2'000'000, 100'000'000));
  listing_command->add_option("--times", listing.times, "each question, in each round")
      ->check(CLI::Range(10, 100'000));
  pay200::dev::BenchRotationOptions rotation;
  rotation.bin_directory = own_directory();
  auto* rotation_command = app.add_subcommand(
      "bench-rotation", "payments while the card vault goes over to a new key, and is killed");
  rotation_command->add_option("--cards", rotation.cards, "in the vault")
      ->check(CLI::Range(20'000, 10'000'000));
  rotation_command->add_option("--per-second", rotation.per_s, "payments")
      ->check(CLI::Range(1, 1'000));

  pay200::dev::ChaosOptions chaos;
  chaos.bin_directory = own_directory();
  int chaos_seconds = static_cast<int>(chaos.length.count());
  auto* chaos_command = app.add_subcommand(
      "chaos", "payments while everything is killed and cut, by a seed; then all books compared");
  chaos_command->add_option("--seed", chaos.seed, "of the schedule of faults, and of the load");
  chaos_command->add_option("--seconds", chaos_seconds, "how long")->check(CLI::Range(5, 86'400));
  chaos_command->add_option("--faults", chaos.faults, "only these kinds, with commas between")
      ->delimiter(',');
  int chaos_every_ms = static_cast<int>(chaos.every.count());
  chaos_command->add_option("--every-ms", chaos_every_ms, "a fault, in the mean")
      ->check(CLI::Range(100, 600'000));
  chaos_command->add_option("--buyers", chaos.buyers, "who buy at once")->check(CLI::Range(1, 200));
  chaos_command->add_option("--report", chaos.report, "where chaos.json is written");
  pay200::dev::OverloadOptions overload;
  overload.bin_directory = own_directory();
  auto* overload_command = app.add_subcommand(
      "overload", "many times more requests than can be served: who is turned away, and how soon");
  overload_command->add_option("--seconds", overload.seconds, "how long")
      ->check(CLI::Range(5, 3'600));
  overload_command->add_option("--times", overload.times, "of what it can serve")
      ->check(CLI::Range(1.0, 20.0));
  pay200::dev::SoakOptions soak;
  soak.bin_directory = own_directory();
  auto* soak_command = app.add_subcommand(
      "soak", "hours of payments and event streams: memory and descriptors must not grow");
  soak_command->add_option("--minutes", soak.minutes, "at least, in whole rounds")
      ->check(CLI::Range(1, 10'000));
  soak_command->add_option("--streams", soak.streams, "open at once")->check(CLI::Range(1, 10'000));
  soak_command->add_option("--round", soak.round_seconds, "seconds in which all are paid")
      ->check(CLI::Range(1, 200));
  soak_command
      ->add_option("--simulated-hours", soak.simulated_hours,
                   "by clocks that are put on, instead of --minutes (builds with fail points)")
      ->check(CLI::Range(1, 1'000));
  soak_command->add_option("--table", soak.table, "file for the sizes over time, CSV");
  pay200::dev::BenchOptions all;
  all.bin_directory = own_directory();
  auto* all_command =
      app.add_subcommand("bench", "each figure against its limit in the same run, as a page");
  all_command->add_flag("--quick", all.quick, "payments and look-ups alone, in two minutes");
  all_command->add_option("--part", all.parts, "only these parts")
      ->check(CLI::IsMember(pay200::dev::bench_parts()));
  all_command->add_option("--clients", all.clients, "who pay, or look up, at once")
      ->check(CLI::Range(1, 200));
  all_command->add_option("--records", all.records, "of the clearing file that is reconciled")
      ->check(CLI::Range(10'000, 10'000'000));
  all_command->add_option("--slices", all.slices, "measured so often, in turn with the limit")
      ->check(CLI::Range(1, 100));
  all_command->add_option("--seconds", all.seconds, "of each slice")->check(CLI::Range(1, 600));
  all_command->add_option("--json", all.json, "file for the figures");
  all_command->add_option("--page", all.page, "file for the page");
  pay200::dev::BenchGrowthOptions growth;
  growth.bin_directory = own_directory();
  auto* growth_command = app.add_subcommand(
      "bench-growth", "payments with full tables, with more workers, with slower acquirers");
  growth_command->add_option("--part", growth.parts, "only these parts")
      ->check(CLI::IsMember(pay200::dev::bench_growth_parts()));
  growth_command->add_option("--payments", growth.payments, "in the tables, the fewest first")
      ->check(CLI::Range(1'000, 100'000'000));
  growth_command->add_option("--slices", growth.slices, "measured so often, each")
      ->check(CLI::Range(1, 100));
  growth_command->add_option("--seconds", growth.seconds, "of each slice")
      ->check(CLI::Range(1, 600));
  growth_command->add_option("--directory", growth.directory, "for the databases");
  growth_command->add_option("--json", growth.json, "file for the figures");
  growth_command->add_option("--page", growth.page, "file for the page");
  pay200::dev::NullResponderOptions null_responder;
  auto* null_command = app.add_subcommand("null-responder", "the limit of every look-up");
  null_command->group("");  // bench starts it
  null_command->add_option("--socket", null_responder.socket)->required();
  null_command->add_option("--answer", null_responder.answer)->required();
  null_command->add_option("--processes", null_responder.processes)->required();
  null_command->add_option("--threads", null_responder.threads)->required();

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  if (*all_command) return pay200::dev::run_bench(all);
  if (*growth_command) return pay200::dev::run_bench_growth(growth);
  if (*null_command) return pay200::dev::run_null_responder(null_responder);
  if (*bench_command) return pay200::dev::run_bench_confirms(bench);
  if (*webhooks_command) return pay200::dev::run_bench_webhooks(webhooks);
  if (*streams_command) return pay200::dev::run_bench_streams(streams);
  if (*listing_command) return pay200::dev::run_bench_listing(listing);
  if (*overload_command) return pay200::dev::run_overload(overload);
  if (*soak_command) return pay200::dev::run_soak(soak);
  if (*rotation_command) return pay200::dev::run_bench_rotation(rotation);
  if (*chaos_command) {
    chaos.length = std::chrono::seconds(chaos_seconds);
    chaos.every = std::chrono::milliseconds(chaos_every_ms);
    return pay200::dev::run_chaos(chaos);
  }
  pay200::dev::StopSignal stop;  // from here on, being told to end is a matter of order
  if (*run_command) return pay200::dev::run_here(run, stop);
  return pay200::dev::run_demo({own_directory()}, stop);
}
