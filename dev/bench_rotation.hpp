#pragma once
// pay200-dev bench-rotation: what shoppers notice of `pgctl vault rotate`. A gateway whose vault
// holds a hundred thousand cards more than pay, with payments at a steady rate: first undisturbed;
// then while all card numbers go over to a new data key, the command killed twice with -9 and
// called again; then a second rotation, of which the link is killed twice. At the end the old keys
// are forgotten, the gateway starts anew, pays, and every card number is opened.

#include <filesystem>

namespace pay200::dev {

struct BenchRotationOptions {
  std::filesystem::path bin_directory;
  int cards = 100'000;
  int clients = 16;
  int per_s = 60;    ///< payments
  int seconds = 30;  ///< undisturbed
};

/// Prints what was measured; 0 if no payment failed but those that were with a killed link, every
/// card number is under the newest key and opens, and all books agree.
int run_bench_rotation(const BenchRotationOptions& options);

}  // namespace pay200::dev
