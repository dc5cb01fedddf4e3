#pragma once
// The limits that PostgreSQL sets, measured with pgbench: whole payments as the gateway's own
// transition functions, each called for one payment with the statement prepared, by as many clients
// as pay through the gateway; and one durable commit by itself.

#include <filesystem>
#include <string>
#include <vector>

#include "dev/stack.hpp"

namespace pay200::dev {

/// The people of a payer, as the database knows them.
struct BarePayer {
  std::string merchant_id;  ///< "mer_..."
  std::string login_id;     ///< the shopper's
  std::string last_four, declined_last_four;
};

struct CommitTimes {
  double p50_us = 0, p99_us = 0;
};

/// Threads: one.
class BareSql {
 public:
  /// `stack` has the payers' shops, shoppers and cards, and outlives this. `directory`: for scripts
  /// and logs.
  BareSql(Stack& stack, std::filesystem::path directory, const std::vector<BarePayer>& payers);

  /// Whole payments a second, by the first so many payers at once: created, scanned, the PIN
  /// verified, the attempt begun, approved or declined, and now and then cancelled; the shares are
  /// those of payer.hpp. Its first second, in which the connections prepare their statements, is
  /// left out.
  double payments(int seconds, int clients);

  /// Of a row inserted by one client, each insert committed to disk.
  CommitTimes commits(int seconds);

 private:
  struct Run {
    int clients = 1;
    int seconds = 1;
    std::string role, script, search_path;
    std::vector<std::string> more = {};
  };
  std::string pgbench(const Run& run) const;

  Stack& stack_;
  std::filesystem::path directory_;
};

}  // namespace pay200::dev
