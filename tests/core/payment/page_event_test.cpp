#include "core/payment/page_event.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>

#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

using enum PageEventType;

/// As the stream role reads it.
class PageEventTest : public ::testing::Test {
 protected:
  std::vector<PageEvent> events(const PaymentKey& key, int after = 0) {
    return page_events_after(stream(), {{key, after}}).at(0);
  }

  db::Database& stream() { return world_.database().as("pay200_stream"); }

  /// What a page is told: news only.
  std::string told(const PaymentKey& key) {
    std::string text;
    std::optional<PageEventType> before;
    for (const PageEvent& event : events(key)) {
      if (!before || is_news(*before, event.type)) text += std::string(to_text(event.type)) + " ";
      before = event.type;
    }
    return text;
  }

  PaymentWorld world_;
};

TEST_F(PageEventTest, EveryTypeHasAnotherName) {
  std::set<std::string_view> names;
  for (const PageEventType type : all_page_event_types()) names.insert(to_text(type));
  EXPECT_EQ(names.size(), all_page_event_types().size());
  EXPECT_EQ(names.size(), 11U);
}

TEST_F(PageEventTest, APaymentThatIsBroughtIntoAnyStateIsToldSo) {
  const std::map<PaymentState, PageEventType> expected = {
      {PaymentState::kReady, kReady},
      {PaymentState::kHeld, kScanned},
      {PaymentState::kConfirmed, kConfirmed},
      {PaymentState::kAuthorizing, kAuthorizing},
      {PaymentState::kAuthorizingCancel, kAuthorizing},
      {PaymentState::kReversing, kRetrying},
      {PaymentState::kReversingCancel, kAuthorizing},
      {PaymentState::kApproved, kApproved},
      {PaymentState::kApprovedVoiding, kAuthorizing},
      {PaymentState::kVoiding, kApproved},
      {PaymentState::kPartiallyCanceled, kApproved},
      {PaymentState::kCanceled, kCanceled},
      {PaymentState::kUnknown, kUnknown},
      {PaymentState::kAborted, kFailed},
      {PaymentState::kExpired, kExpired}};
  ASSERT_EQ(expected.size(), all_payment_states().size());
  for (const PaymentState state : all_payment_states()) {
    SCOPED_TRACE(to_text(state));
    const auto payment = world_.bring_to(state);
    const auto found = events(payment.key);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().type, kReady);
    EXPECT_EQ(found.back().type, expected.at(state));
    EXPECT_EQ(found.back().status, public_status(state));
    for (std::size_t i = 1; i < found.size(); ++i) {
      EXPECT_GT(found[i].number, found[i - 1].number);
    }
  }
}

TEST_F(PageEventTest, WhatEndsAPaymentForThePageIsFinal) {
  for (const PaymentState state : all_payment_states()) {
    const bool over = is_final(page_event_type(state, false, false));
    const PublicStatus status = public_status(state);
    EXPECT_EQ(over, status != PublicStatus::kReady && status != PublicStatus::kInProgress &&
                        status != PublicStatus::kUnknown)
        << to_text(state);
  }
}

TEST_F(PageEventTest, ADeclineSaysWhyAndUntilWhenAnotherCardMayFollow) {
  auto payment = world_.bring_to(PaymentState::kAuthorizing);
  world_.decline(payment);
  const PageEvent declined = events(payment.key).back();
  EXPECT_EQ(declined.type, kDeclined);
  EXPECT_TRUE(declined.failure);
  EXPECT_EQ(declined.expires_at, world_.read(payment.key).hold_expires_at);
  EXPECT_TRUE(declined.expires_at);
  EXPECT_EQ(told(payment.key),
            "payment.ready payment.scanned payment.authorizing payment.declined ");
}

TEST_F(PageEventTest, TheLastDeclineIsTheEnd) {
  auto payment = world_.bring_to(PaymentState::kAuthorizing);
  world_.decline(payment, 1);
  const PageEvent failed = events(payment.key).back();
  EXPECT_EQ(failed.type, kFailed);
  EXPECT_TRUE(failed.failure);
  EXPECT_FALSE(failed.expires_at);
}

TEST_F(PageEventTest, AnUnknownOutcomeEndsAsFailedAndSaysWhy) {
  auto payment = world_.bring_to(PaymentState::kUnknown);
  world_.acknowledge(payment, "00");
  const PageEvent failed = events(payment.key).back();
  EXPECT_EQ(failed.type, kFailed);
  EXPECT_EQ(failed.failure, ErrorCode::kAbortedPayment);
}

TEST_F(PageEventTest, WhatWasNotSentIsBackWithItsShopper) {
  auto payment = world_.bring_to(PaymentState::kAuthorizing);
  world_.release(payment);
  EXPECT_EQ(told(payment.key),
            "payment.ready payment.scanned payment.authorizing payment.scanned ");
}

TEST_F(PageEventTest, ARecordedCancelIsNoNewsUntilItHasTakenEffect) {
  auto payment = world_.bring_to(PaymentState::kAuthorizingCancel);
  EXPECT_EQ(told(payment.key), "payment.ready payment.scanned payment.authorizing ");
  world_.decline(payment);
  EXPECT_EQ(told(payment.key),
            "payment.ready payment.scanned payment.authorizing payment.canceled ");
}

TEST_F(PageEventTest, OnlyWhatIsBehindTheCursorIsRead) {
  const auto payment = world_.bring_to(PaymentState::kApproved);
  const auto all = events(payment.key);
  ASSERT_GE(all.size(), 4U);
  const auto rest = events(payment.key, all[1].number);
  ASSERT_EQ(rest.size(), all.size() - 2);
  EXPECT_EQ(rest.front().number, all[2].number);
  EXPECT_TRUE(events(payment.key, all.back().number).empty());
}

TEST_F(PageEventTest, ManyPaymentsAreReadAtOnceEachInItsPlace) {
  const auto first = world_.bring_to(PaymentState::kApproved);
  const auto second = world_.bring_to(PaymentState::kHeld);
  PaymentKey nobodys = first.key;
  nobodys.merchant_id.value += 1;  // another merchant's
  const auto found =
      page_events_after(stream(), {{second.key, 0}, {nobodys, 0}, {first.key, 2}, {second.key, 1}});
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].back().type, kScanned);
  EXPECT_TRUE(found[1].empty());
  EXPECT_EQ(found[2].back().type, kApproved);
  EXPECT_EQ(found[3].size(), 1U);
  EXPECT_TRUE(page_events_after(stream(), {}).empty());
}

TEST_F(PageEventTest, AnotherAcquirerThatIsAskedIsNewsAndGoingOnWithItIsNone) {
  EXPECT_EQ(page_event_type(PaymentState::kAuthorizing, false, true), kRetrying);
  EXPECT_TRUE(is_news(kAuthorizing, kRetrying));
  EXPECT_FALSE(is_news(kRetrying, kAuthorizing));
  EXPECT_FALSE(is_news(kScanned, kScanned));
}

}  // namespace
}  // namespace pay200::test
