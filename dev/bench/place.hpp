#pragma once
// A gateway to be measured: the whole stack on its own ports and disk, durable, with many shops and
// as many shoppers as pay at once, each with a card that is approved and one that is declined. What
// a shopper may do in an hour is counted as in production, only with room for a whole run.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "dev/bench/bare_sql.hpp"
#include "dev/bench/load.hpp"
#include "dev/bench/payer.hpp"
#include "dev/bench/process_times.hpp"
#include "dev/stack.hpp"

namespace pay200::dev {

struct PlaceOptions {
  std::filesystem::path directory, bin_directory;
  int clients = 32;
  int api_workers = 2;
  int api_threads = 0;  ///< of a worker; 0: as installed, or more where the clients need them
  bool durable = true;
};

/// What PostgreSQL has done since its start.
struct ServerCounts {
  double commits = 0, wal_bytes = 0, wal_syncs = 0;
};

/// What one slice of payments cost.
struct PaidSlice {
  int paid = 0, approved = 0, declined = 0, canceled = 0;
  int refused = 0;  ///< 503 and 504
  double seconds = 0, rate = 0;
  double generator_cpu_s = 0;
  ProcessTimes cpu_s = {};
  ServerCounts server = {};
  std::vector<int> confirm_us = {};
};

class Place {
 public:
  explicit Place(const PlaceOptions& options);

  Stack& stack() { return *stack_; }
  const std::vector<BarePayer>& bare_payers() const { return bare_payers_; }
  const std::vector<PayerPeople>& people() const { return people_; }
  int clients() const { return static_cast<int>(people_.size()); }
  int api_threads() const { return api_threads_; }  ///< of a worker

  /// All clients, or the first of them, pay for so many seconds; one after the other, or, if
  /// `per_s` is given, as many a second in all at even distances. Throws if an answer is not as
  /// expected.
  PaidSlice pay(double seconds, double per_s = 0) { return pay({seconds, per_s}); }
  struct PayPlan {
    double seconds = 0;
    double per_s = 0;
    int clients = 0;                          ///< 0: all
    const std::atomic<bool>* over = nullptr;  ///< no payment begins once it is true
    bool outages = false;                     ///< 503 and 504 are counted, and throw nothing
  };
  PaidSlice pay(const PayPlan& wanted);

  /// Whole requests for the look-up of payments made here, at most so many.
  std::vector<std::string> look_ups(std::size_t most) const;

  /// By part: PostgreSQL, nginx, sandbox, and the gateway's roles.
  ProcessTimes cpu_times() const;
  ServerCounts server_counts();  ///< as far as its sessions have told

 private:
  void add_people(int count);

  PlaceOptions options_;
  int api_threads_ = 0;
  std::unique_ptr<Stack> stack_;
  std::vector<PayerPeople> people_;
  std::vector<BarePayer> bare_payers_;
  /// Of payments, with the header of their shop.
  std::vector<std::pair<std::string, const PayerPeople*>> paid_;
};

/// Look-ups answered a second, by so many clients at once, from whoever listens at the port.
struct ReadSlice {
  double rate = 0, seconds = 0, generator_cpu_s = 0;
};
ReadSlice read(int port, const std::vector<std::string>& requests, int clients, double seconds);

}  // namespace pay200::dev
