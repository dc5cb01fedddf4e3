#pragma once
// What a shopper has paid. A projection: the relay writes it from the outbox (core/outbox), moments
// after the payment itself has changed. Amounts are minor units of the currency.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/money/money.hpp"
#include "core/payment/payment_state.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

struct HistoryEntry {
  ShopperId shopper_id;
  PaymentKey key;
  int number = 0;  ///< of the event after which it shows the payment
  std::string merchant_name, order_name;
  Money total, balance;
  TaxParts tax;
  PaymentState state = PaymentState::kApproved;
  std::string card_bin, card_last_four, card_brand;
  std::optional<std::string> approval_code;
  Time requested_at;
  std::optional<Time> approved_at;
  std::optional<Time> canceled_at;  ///< when money last went back
};

struct HistoryFilter {
  std::size_t limit = 20;  ///< 1 to 100
  std::optional<PaymentId> after = {};
  /// By when the payment was asked for: from, and before.
  std::optional<Time> from = {}, before = {};
};

struct HistoryPage {
  std::vector<HistoryEntry> entries;  ///< newest first
  bool has_more = false;
};

/// "2026-11", a month in Asia/Seoul, as the first instant in it and the first after it; nullopt if
/// it is none.
struct Month {
  Time from, before;
};
std::optional<Month> month_from_text(std::string_view text);

class HistoryService {
 public:
  explicit HistoryService(db::Database& database) : database_(database) {}

  HistoryPage list(ShopperId shopper_id, const HistoryFilter& filter);
  /// Idempotent, and in any order: an entry never gives way to an older one. By the relay.
  void project(const HistoryEntry& entry);

 private:
  db::Database& database_;
};

}  // namespace pay200
