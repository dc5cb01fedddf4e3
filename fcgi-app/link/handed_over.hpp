#pragma once
// Which attempts and refunds this process has handed to an acquirer: none is handed over twice, and
// a late approval finds its attempt again. Bounded by age. Thread-safe.

#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "core/acquirer/acquirer.hpp"
#include "core/platform/id.hpp"

namespace pay200::link {

struct AttemptRef {
  MerchantId merchant_id;
  AttemptId attempt_id;
  auto operator<=>(const AttemptRef&) const = default;
};

class HandedOver {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// `refuse_for`: longer than any deadline is away, after which an attempt is refused anyway.
  /// `find_for`: longer than acquirers remember what they gave up.
  HandedOver(std::chrono::milliseconds refuse_for, std::chrono::milliseconds find_for)
      : refuse_for_(refuse_for), find_for_(find_for) {}

  /// False if it has been claimed before: do not send it.
  bool claim(const AttemptRef& attempt, const std::string& acquirer,
             const MessageIdentity& identity, SteadyTime now);
  bool contains(const AttemptRef& attempt) const;
  /// The same for a refund, by its slot: one that was certainly not sent gets another slot.
  bool claim_refund(const std::string& acquirer, const MessageIdentity& identity, SteadyTime now);
  /// Its answer is known and was an approval, or it never left: nothing can come late.
  void settle(const std::string& acquirer, const MessageIdentity& identity);
  std::optional<AttemptRef> find(const std::string& acquirer,
                                 const MessageIdentity& identity) const;

 private:
  using Key = std::tuple<std::string, std::string, int, Time>;  ///< acquirer, terminal, STAN, time
  struct Age {
    SteadyTime since;
    AttemptRef attempt;
    Key key;
  };
  static Key key_of(const std::string& acquirer, const MessageIdentity& identity);

  void forget_old(SteadyTime now);

  const std::chrono::milliseconds refuse_for_;
  const std::chrono::milliseconds find_for_;
  mutable std::mutex mutex_;
  std::set<AttemptRef> attempts_;
  std::set<Key> refunds_;
  std::map<Key, AttemptRef> by_identity_;  ///< those that something may come late for
  std::deque<Age> refused_;
  std::deque<std::pair<SteadyTime, Key>> refused_refunds_;
  std::deque<Age> findable_;  ///< what of refused_ was not settled when it left
};

}  // namespace pay200::link
