#pragma once
// A bank behind the link's own socket and protocol, which does with each message what a test says,
// at once. What it has done it remembers by the messages' ids: charges, what was undone, what was
// given back.

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>

#include "core/platform/db/database.hpp"
#include "core/platform/unique_fd.hpp"
#include "fcgi-app/link/job_queue.hpp"
#include "fcgi-app/link/link_server.hpp"
#include "tests/fcgi-app/payment_model.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::test {

class ScriptedBank {
 public:
  /// Reads there, as the link does, what a message is about. Outlives the bank.
  explicit ScriptedBank(db::Database& database);
  ~ScriptedBank();
  ScriptedBank(const ScriptedBank&) = delete;
  ScriptedBank& operator=(const ScriptedBank&) = delete;

  std::string socket() const { return directory_.path() / "link.sock"; }

  /// From now on; `meanwhile` runs once, while the next payment is with the bank.
  void follow(const model::Script& script);
  /// Charges an attempt of which it had heard nothing; false if it had.
  bool charge_late(AttemptId attempt, std::int64_t amount_minor);
  /// What it has charged for the attempt and not given back.
  std::int64_t holds(AttemptId attempt) const;
  /// How often it was asked to verify a card, and to charge one.
  int verified() const { return verified_; }
  int paid_messages() const { return paid_messages_; }
  /// What went wrong within `meanwhile`, if anything.
  std::optional<std::string> failure() const;

 private:
  using Answer = link::LinkServer::Answer;
  struct Charge {
    std::int64_t amount = 0;
    bool undone = false;
    std::map<std::string, std::int64_t> refunds = {};  ///< 0: refused
  };

  void handle(const link_protocol::Request& request, const Answer& answer);
  std::variant<SealedCard, Error> verify(const link_protocol::Verify& act);
  AcquirerOutcome pay(const link_protocol::Pay& act);
  AcquirerOutcome reverse(const link_protocol::Reverse& act);
  AcquirerOutcome refund(const link_protocol::Refund& act);
  AcquirerOutcome inquire(const link_protocol::InquireRefund& act);
  Slot next_slot();

  db::Database& database_;
  TemporaryDirectory directory_;
  UniqueFd listener_, stop_;
  mutable std::mutex mutex_;
  model::Script script_;
  std::map<std::string, Charge> charges_;  ///< by attempt
  std::optional<std::string> failure_;
  std::atomic<int> verified_{0}, paid_messages_{0};
  int stan_ = 100'000;
  link::JobQueue jobs_{2, 100};
  link::LinkServer server_;
  std::thread thread_;
};

}  // namespace pay200::test
