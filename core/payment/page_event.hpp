#pragma once
// What the shop's page is told of a payment: its timeline, in the words of the event stream. Who
// may read it has the payment's page token (core/payment/page_token.hpp).

#include <optional>
#include <string_view>
#include <vector>

#include "core/payment/payment_state.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/error_code.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

enum class PageEventType {
  kReady,        ///< its QR code can be scanned
  kScanned,      ///< a shopper's app holds it
  kConfirmed,    ///< its shopper has confirmed; the shop's server is to
  kAuthorizing,  ///< the card company is asked
  kRetrying,     ///< ... another one, since the first could not be
  kDeclined,     ///< the card was refused; another may follow
  kUnknown,      ///< nobody knows whether it was approved; it will end as kFailed
  kApproved,
  kCanceled,
  kFailed,
  kExpired,
};

const std::vector<PageEventType>& all_page_event_types();
std::string_view to_text(PageEventType type);  ///< "payment.ready"
/// Whether the page has nothing more to wait for.
bool is_final(PageEventType type);

/// What a payment in `state` is to a page. `declined`: its last card was, and another may follow.
/// `rerouted`: the card company that is asked is not the first one.
PageEventType page_event_type(PaymentState state, bool declined, bool rerouted);

struct PageEvent {
  int number = 0;  ///< its place in the payment's timeline: grows, with gaps for what is no news
  PageEventType type = PageEventType::kReady;
  PublicStatus status = PublicStatus::kReady;
  Time at = {};
  std::optional<Time> expires_at = {};    ///< until when somebody must act, if anybody must
  std::optional<ErrorCode> failure = {};  ///< why the card was declined, or the payment failed
};

/// How far a reader has come with a payment; 0: it knows nothing of it.
struct PageEventCursor {
  PaymentKey key = {};
  int after = 0;
};

/// For each cursor the whole timeline behind it, oldest first. One statement, however many they
/// are. A payment that does not exist has none; any other has at least one. Throws as
/// db::Database::read does.
std::vector<std::vector<PageEvent>> page_events_after(db::Database& database,
                                                      const std::vector<PageEventCursor>& cursors);

/// Whether `next`, which follows `before`, is news to a page.
bool is_news(PageEventType before, PageEventType next);

}  // namespace pay200
