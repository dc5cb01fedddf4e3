#pragma once
// What the tests of the acquirer ask with, and where the outcomes go.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/acquirer/iso8583/iso8583_acquirer.hpp"

namespace pay200::iso8583::test {

/// The outcome of one request: get it, and whether `done` was called again.
class Outcome {
 public:
  Acquirer::Done done() const;
  /// Throws std::runtime_error after ten seconds.
  AcquirerOutcome get() const;
  bool pending() const;
  int calls() const;

 private:
  struct State {
    std::promise<AcquirerOutcome> promise;
    std::shared_future<AcquirerOutcome> future{promise.get_future()};
    std::atomic<int> calls{0};
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

/// Options for a host on loopback, with short times.
Iso8583Options options_for(std::uint16_t port, int connections = 1);

PayMessage payment(int stan, const std::string& pan = "4242424242424242",
                   std::int64_t amount_minor = 12'300);
ReverseMessage reversal_of(const PayMessage& original, int stan, bool is_void = false,
                           bool repeat = false);
Time in_ms(int ms);

/// Late approvals as they come.
class LateApprovals {
 public:
  explicit LateApprovals(Acquirer& acquirer);
  std::vector<std::pair<int, std::string>> seen() const;  ///< STAN and approval code

 private:
  struct State {
    std::mutex mutex;
    std::vector<std::pair<int, std::string>> seen;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace pay200::iso8583::test
