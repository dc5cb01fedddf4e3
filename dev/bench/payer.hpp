#pragma once
// Who make the load: a shop and its shopper, one whole payment after the other, and a shop that
// looks its payments up.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dev/bench/load.hpp"

namespace pay200::dev {

/// Of so many payments one is declined, and one approved is cancelled by its shop afterwards. The
/// limit's transitions (bare_payments) have the same share of either.
inline constexpr int kDeclineEvery = 25;
inline constexpr int kCancelEvery = 50;
/// Which of them it is.
inline constexpr int kDeclineAt = 7;
inline constexpr int kCancelAt = 13;

struct PayerPeople {
  std::string shop_header;     ///< "Authorization: ...\r\n"
  std::string shopper_header;  ///< "Cookie: ...\r\n"
  std::string pin;
  std::string card_id, declined_card_id;
};

struct PayerTally {
  int approved = 0, declined = 0, canceled = 0;
  std::vector<int> confirm_us;  ///< of those approved
  std::vector<std::string> payment_keys;
  int refused = 0;      ///< 503 and 504, where the plan allows for them
  std::string failure;  ///< the first answer that was not as expected; the payer stops at it

  int paid() const { return approved + declined; }
};

class Payer : public LoadPerson {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Plan {
    Time begin = {};                          ///< of the first payment
    Time end = {};                            ///< no payment begins after it
    std::chrono::microseconds every{0};       ///< one begins; 0: as soon as the one before is over
    const std::atomic<bool>* over = nullptr;  ///< likewise, once it is true
    bool outages = false;  ///< 503 and 504 are counted, and the next payment begins
  };

  /// `people` outlives it.
  Payer(const PayerPeople& people, const Plan& plan) : people_(people), plan_(plan) {}

  std::optional<LoadRequest> next() override;
  void take(const LoadAnswer& answer) override;

  const PayerTally& tally() const { return tally_; }

 private:
  enum class Step { kCreate, kScan, kConfirm, kCancel };

  std::string create_text() const;
  void begin_next();
  bool is_outage(const LoadAnswer& answer) const;
  void take_created(std::string_view body);
  void take_confirmed(const LoadAnswer& answer);
  bool declines() const { return number_ % kDeclineEvery == kDeclineAt; }
  bool cancels() const { return number_ % kCancelEvery == kCancelAt; }

  const PayerPeople& people_;
  const Plan plan_;
  Step step_ = Step::kCreate;
  int number_ = 0;  ///< of payments begun before this one
  std::string payment_key_, qr_token_;
  PayerTally tally_;
};

class Reader : public LoadPerson {
 public:
  /// Asks for the payments in turn, from one's own place on, until `end`. References outlive it.
  Reader(const std::vector<std::string>& requests, std::size_t place,
         std::chrono::steady_clock::time_point end)
      : requests_(requests), place_(place), end_(end) {}

  std::optional<LoadRequest> next() override;
  void take(const LoadAnswer& answer) override;

  int answered() const { return answered_; }
  const std::string& failure() const { return failure_; }

 private:
  const std::vector<std::string>& requests_;
  std::size_t place_;
  std::chrono::steady_clock::time_point end_;
  int answered_ = 0;
  std::string failure_;
};

}  // namespace pay200::dev
