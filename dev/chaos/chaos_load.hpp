#pragma once
// Shops and shoppers of a chaos run: they create, scan, confirm, cancel and refund, with cards that
// approve and cards that do not, now and then eight times at once under one idempotency key, and
// ask again under the same key when they were not told how it ended. What they sent and heard is in
// the client's log. What each buyer does follows from the seed; when, from the machine.

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "dev/chaos/client_log.hpp"
#include "dev/seed.hpp"
#include "dev/shop_client.hpp"
#include "dev/stack.hpp"

namespace pay200::dev {

struct ChaosLoadOptions {
  std::uint64_t seed = 1;
  int shops = 4;
  int buyers = 6;
  int sandbox_fault_percent = 5;  ///< of payments, whose message the card network maltreats
};

class ChaosLoad {
 public:
  /// References outlive it. Accounts are made and webhooks (to `webhook_url`) registered here,
  /// before anything fails.
  ChaosLoad(const ChaosLoadOptions& options, Stack& stack, ClientLog& log,
            const std::string& webhook_url);
  ~ChaosLoad();  ///< stop()
  ChaosLoad(const ChaosLoad&) = delete;
  ChaosLoad& operator=(const ChaosLoad&) = delete;

  void start();
  /// Faults of the card network end; buying goes on.
  void calm_down() { calm_ = true; }
  /// What is begun is finished.
  void stop();

  int paid() const { return paid_; }
  /// Requests made as eight at once.
  int bursts() const { return bursts_; }
  /// By kind, as sandbox/fault.hpp names them.
  std::map<std::string, int> sandbox_faults() const;
  /// What ended a buyer before its time; empty if nothing did.
  std::vector<std::string> failures() const;

 private:
  class Buyer;

  ChaosLoadOptions options_;
  Stack& stack_;
  ClientLog& log_;
  std::vector<ShopAccount> shops_;
  std::vector<std::unique_ptr<Buyer>> buyers_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> calm_{false};
  std::atomic<int> paid_{0};
  std::atomic<int> bursts_{0};
  mutable std::mutex mutex_;
  std::map<std::string, int> sandbox_faults_;  // guarded by mutex_
  std::vector<std::string> failures_;          // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace pay200::dev
