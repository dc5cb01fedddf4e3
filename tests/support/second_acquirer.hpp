#pragma once
// An acquirer of another kind than ISO 8583, registered under "in_memory": without a wire, it does
// with each message what the test tells it to. What a second implementation needs, and no more.

#include <atomic>
#include <mutex>
#include <vector>

#include "core/acquirer/acquirer.hpp"

namespace pay200::test {

/// One for the whole process: configurations name the kind, not the object.
class SecondAcquirer {
 public:
  enum class Does { kApprove, kApproveAtTheLast, kDoNotSend, kSayNothing };

  /// Registers the kind on first use; forgets what an earlier test has told it.
  static SecondAcquirer& fresh();
  /// Its table of the configuration; test only.
  static Config::Acquirer config();

  void set_ready(bool ready) { ready_.store(ready); }
  void tell(Does does) {
    does_.store(does);
    with_reversals_.store(does);
  }
  /// With payments something else; after tell().
  void tell_of_reversals(Does does) { with_reversals_.store(does); }
  /// Payments that it has been sent.
  std::vector<PayMessage> payments() const;
  int reversals() const { return reversals_.load(); }
  /// As an answer to what a process that is no more has asked.
  void say_late(const LateApproval& approval);

 private:
  class InMemory;

  std::atomic<bool> ready_{true};
  std::atomic<Does> does_{Does::kApprove};
  std::atomic<Does> with_reversals_{Does::kApprove};
  std::atomic<int> reversals_{0};
  mutable std::mutex mutex_;
  std::vector<PayMessage> payments_;
  Acquirer::LateApprovalHandler late_;
};

}  // namespace pay200::test
