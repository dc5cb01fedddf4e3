#include "core/payment/page_event.hpp"

#include "core/payment/page_event_store.hpp"
#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

using enum PageEventType;

}  // namespace

const std::vector<PageEventType>& all_page_event_types() {
  static const std::vector<PageEventType> types = {kReady,    kScanned,  kConfirmed, kAuthorizing,
                                                   kRetrying, kDeclined, kUnknown,   kApproved,
                                                   kCanceled, kFailed,   kExpired};
  return types;
}

std::string_view to_text(PageEventType type) {
  switch (type) {
    case kReady:
      return "payment.ready";
    case kScanned:
      return "payment.scanned";
    case kConfirmed:
      return "payment.confirmed";
    case kAuthorizing:
      return "payment.authorizing";
    case kRetrying:
      return "payment.retrying";
    case kDeclined:
      return "payment.declined";
    case kUnknown:
      return "payment.unknown";
    case kApproved:
      return "payment.approved";
    case kCanceled:
      return "payment.canceled";
    case kFailed:
      return "payment.failed";
    case kExpired:
      return "payment.expired";
  }
  PAY200_ASSERT(!"a type that is no enumerator");
}

bool is_final(PageEventType type) {
  switch (type) {
    case kApproved:
    case kCanceled:
    case kFailed:
    case kExpired:
      return true;
    case kReady:
    case kScanned:
    case kConfirmed:
    case kAuthorizing:
    case kRetrying:
    case kDeclined:
    case kUnknown:
      return false;
  }
  PAY200_ASSERT(!"a type that is no enumerator");
}

PageEventType page_event_type(PaymentState state, bool declined, bool rerouted) {
  switch (state) {
    case PaymentState::kReady:
      return kReady;
    case PaymentState::kHeld:
      return declined ? kDeclined : kScanned;
    case PaymentState::kConfirmed:
      return kConfirmed;
    case PaymentState::kAuthorizing:
      return rerouted ? kRetrying : kAuthorizing;
    case PaymentState::kReversing:  // before another is asked
      return kRetrying;
    // A cancel has been recorded: to the page it will not be paid, whatever the card company says.
    case PaymentState::kAuthorizingCancel:
    case PaymentState::kReversingCancel:
    case PaymentState::kApprovedVoiding:
      return kAuthorizing;
    case PaymentState::kUnknown:
      return kUnknown;
    // What the shop gives back afterwards is no business of the page that paid.
    case PaymentState::kApproved:
    case PaymentState::kVoiding:
    case PaymentState::kPartiallyCanceled:
      return kApproved;
    case PaymentState::kCanceled:
      return kCanceled;
    case PaymentState::kAborted:
      return kFailed;
    case PaymentState::kExpired:
      return kExpired;
  }
  PAY200_ASSERT(!"a state that is no enumerator");
}

bool is_news(PageEventType before, PageEventType next) {
  // Still on its way; which card company is asked does not become less true.
  if (before == kRetrying && next == kAuthorizing) return false;
  return next != before;
}

std::vector<std::vector<PageEvent>> page_events_after(db::Database& database,
                                                      const std::vector<PageEventCursor>& cursors) {
  if (cursors.empty()) return {};
  return page_event_store::events_of_payments(database, cursors);
}

}  // namespace pay200
