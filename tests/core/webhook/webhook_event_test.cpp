#include "core/webhook/webhook_event.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pay200 {
namespace {

using enum WebhookEventType;
using Types = std::vector<WebhookEventType>;

TEST(WebhookEventTest, AShopHearsOfWhatChangesAPublicStatus) {
  struct Case {
    const char* event;
    PaymentState after;
    Types told;
    std::optional<PaymentState> before = {};
  };
  const Types payment = {kPaymentStatusChanged};
  const Types both = {kPaymentStatusChanged, kCancelStatusChanged};
  for (const Case& c : {
           Case{"confirmed", PaymentState::kConfirmed, payment},
           Case{"approved", PaymentState::kApproved, payment},
           // To be undone at once: a shop that saw DONE would ship.
           Case{"approved", PaymentState::kApprovedVoiding, {}},
           Case{"declined", PaymentState::kHeld, {}},
           Case{"declined", PaymentState::kAborted, payment},
           Case{"unknown", PaymentState::kUnknown, payment},
           // Of the cancel that was waiting, if the event names one.
           Case{"reversed", PaymentState::kAborted, both},
           Case{"resolved", PaymentState::kAborted, both},
           // The cancel that takes effect with it is told.
           Case{"reversed", PaymentState::kReversingCancel, {}},
           Case{"expired", PaymentState::kExpired, payment},
           Case{"retired", PaymentState::kExpired, payment},
           Case{"canceled", PaymentState::kCanceled, both},
           Case{"partially_canceled", PaymentState::kPartiallyCanceled, both},
           Case{"cancel_refused", PaymentState::kApproved, both, PaymentState::kApprovedVoiding},
           // DONE before and after.
           Case{"cancel_refused",
                PaymentState::kApproved,
                {kCancelStatusChanged},
                PaymentState::kVoiding},
           Case{"cancel_refused", PaymentState::kPartiallyCanceled, {kCancelStatusChanged}},
           Case{"cancel_requested", PaymentState::kVoiding, {}},
           Case{"retrying", PaymentState::kAuthorizing, {}},
           Case{"late_approval", PaymentState::kUnknown, {}},
           Case{"resolution_proposed", PaymentState::kUnknown, {}},
           Case{"what is yet to come", PaymentState::kReady, {}},
       }) {
    EXPECT_EQ(webhooks_of(c.event, c.after, c.before), c.told)
        << c.event << " " << to_text(c.after);
  }
}

TEST(WebhookEventTest, EveryTypeHasItsNameAndATestIsNotToBeAskedFor) {
  for (const auto type : subscribable_webhook_events()) {
    EXPECT_EQ(webhook_event_type_from_text(to_text(type)), type);
  }
  EXPECT_EQ(webhook_event_type_from_text("TEST"), kTest);
  EXPECT_FALSE(webhook_event_type_from_text("payment_status_changed"));
  EXPECT_THAT(subscribable_webhook_events(), testing::Not(testing::Contains(kTest)));
}

}  // namespace
}  // namespace pay200
