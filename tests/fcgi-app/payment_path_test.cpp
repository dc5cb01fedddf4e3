// The way of the money in one process: the services of core/payment, the link's role and the
// sandbox over TCP, a real database. Ends of every kind, and what rows and journal then say.

#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/payment/payment_service.hpp"
#include "core/payment/recovery_service.hpp"
#include "core/shopper/shopper_service.hpp"
#include "tests/fcgi-app/link/running_link.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/running_sandbox.hpp"
#include "tests/support/together.hpp"

namespace pay200 {
namespace {

using test::comes_true;

using std::chrono::milliseconds;
using test::PaymentWorld;
using test::RunningLink;
using test::RunningSandbox;

const std::string kGood = "4242424242424242";
const std::string kNoFunds = "4000000000009995";

class PaymentPathTest : public ::testing::Test {
 protected:
  PaymentPathTest() {
    world_.now = system_clock().now();
    link_ = std::make_unique<RunningLink>(world_.database(), sandbox_.port());
    config_ = link_->config();
    config_.acquirers[0].timeout_ms = 2'000;
    config_.acquirers[0].cut_off = std::chrono::hours(24);
    config_.relay.reversal_backoff_first_ms = 100;
    config_.relay.attempt_grace_ms = 100;
    config_.relay.refund_settle_ms = 500;
    client_ = std::make_unique<LinkClient>(link_->socket());
    service_ = std::make_unique<PaymentService>(world_.api(), system_clock(), config_,
                                                client_.get(), PaymentWorld::kPinKey);
    recovery_ =
        std::make_unique<RecoveryService>(world_.relay(), system_clock(), config_, *client_);
    EXPECT_TRUE(comes_true([this] { return acquirer_ready(); }));
  }

  void TearDown() override {
    world_.now = system_clock().now();
    const auto violations = world_.violations();
    EXPECT_EQ(violations.size(), alarms_) << testing::PrintToString(violations);
  }

  bool acquirer_ready() {
    const auto status = client_->status();
    return status.ok() && status.value().at(0).ready;
  }

  CardId add_card(const std::string& number) {
    ShopperService shoppers(world_.api(), system_clock(), config_, client_.get(),
                            PaymentWorld::kPinKey);
    const auto card =
        shoppers.add_card(world_.shopper_id, {.number = number, .expiry = "3012", .cvc = "123"});
    if (!card) throw std::runtime_error(std::string(wire_name(card.error().code)));
    return card->id;
  }

  PaymentKey created() {
    const auto created = service_->create_payment({.merchant_id = world_.merchant_id,
                                                   .order_id = "order-" + std::to_string(++orders_),
                                                   .order_name = "커피 두 잔",
                                                   .amount = {11'000, Currency::kKrw},
                                                   .customer_name = std::nullopt,
                                                   .idempotency = std::nullopt});
    return created.result.value().key;
  }

  PaymentKey held() {
    const PaymentKey key = created();
    EXPECT_TRUE(service_->scan_payment(key, world_.shopper_id, false).ok());
    return key;
  }

  PaymentAnswer confirm(const PaymentKey& key, CardId card,
                        const std::optional<IdempotencyClaim>& claim = std::nullopt) {
    return service_->confirm_payment({.key = key,
                                      .shopper_id = world_.shopper_id,
                                      .card_id = card,
                                      .pin = PaymentWorld::kPin,
                                      .idempotency = claim});
  }
  PaymentAnswer cancel(const PaymentKey& key,
                       const std::optional<IdempotencyClaim>& claim = std::nullopt) {
    return service_->cancel_payment(
        {.key = key, .by_shopper = std::nullopt, .reason = "변심", .idempotency = claim});
  }
  PaymentAnswer refund(const PaymentKey& key, std::int64_t amount_minor,
                       const std::optional<IdempotencyClaim>& claim = std::nullopt) {
    return service_->cancel_payment(
        {.key = key, .amount_minor = amount_minor, .reason = "반품", .idempotency = claim});
  }
  PaymentKey paid() {
    const PaymentKey key = held();
    EXPECT_EQ(code(confirm(key, add_card(kGood))), "ok");
    return key;
  }
  static std::string code(const PaymentAnswer& answer) {
    return std::string(answer.result ? "ok" : wire_name(answer.result.error().code));
  }

  /// As the relay does, until nothing is owed.
  bool recover() {
    return comes_true([this] {
      recovery_->sweep_attempts();
      for (const DueReversal& due : recovery_->due_reversals(10)) recovery_->send_reversal(due);
      for (const DueRefund& due : recovery_->due_refunds(10)) recovery_->advance_refund(due);
      return world_.value("SELECT count(*) FROM reversal WHERE state = 'pending'") == "0" &&
             world_.value("SELECT count(*) FROM attempt WHERE state = 'sending'") == "0" &&
             world_.value(
                 "SELECT count(*) FROM refund WHERE state IN ('pending', 'sending', "
                 "'unknown')") == "0";
    });
  }

  /// "purchase 00, reversal 00": what the card network did for payments, in order.
  std::string journal() {
    std::string told;
    for (const auto& record : sandbox_.records()) {
      const std::string kind(sandbox::to_text(record.kind));
      if (kind != "purchase" && kind != "void" && kind != "reversal" && kind != "refund") continue;
      told += (told.empty() ? "" : ", ") + kind + " " + record.code;
    }
    return told;
  }

  void arm(const dev::FaultOrder& fault) { sandbox_.control().arm(fault); }
  std::string status(const PaymentKey& key) {
    return std::string(to_text(world_.read(key).status()));
  }
  std::string ledger_rows() { return world_.value("SELECT count(*) FROM ledger_entry"); }

  RunningSandbox sandbox_;
  PaymentWorld world_;
  std::size_t alarms_ = 0;  ///< what pgctl db check must complain of
  std::unique_ptr<RunningLink> link_;
  Config config_;
  std::unique_ptr<LinkClient> client_;
  std::unique_ptr<PaymentService> service_;
  std::unique_ptr<RecoveryService> recovery_;
  int orders_ = 0;
};

TEST_F(PaymentPathTest, AnApprovalIsDonePostedAndInTheJournalOnce) {
  const PaymentKey key = held();
  const auto answer = confirm(key, add_card(kGood));
  ASSERT_EQ(code(answer), "ok");
  EXPECT_EQ(answer.result->status(), PublicStatus::kDone);
  EXPECT_FALSE(answer.result->approved_attempt()->approval_code->empty());
  EXPECT_EQ(answer.result->approved_attempt()->last_four, "4242");
  EXPECT_EQ(ledger_rows(), "4");
  EXPECT_EQ(journal(), "purchase 00");
}

TEST_F(PaymentPathTest, AfterADeclineAnotherCardPays) {
  const PaymentKey key = held();
  const auto declined = confirm(key, add_card(kNoFunds));
  EXPECT_EQ(code(declined), "REJECT_CARD_PAYMENT");
  EXPECT_EQ(declined.result.error().acquirer_code, "51");
  EXPECT_EQ(status(key), "IN_PROGRESS");
  EXPECT_EQ(code(confirm(key, add_card(kGood))), "ok");
  EXPECT_EQ(journal(), "purchase 51, purchase 00");
}

TEST_F(PaymentPathTest, ALostReplyIsUnknownAndEndsReversed) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  arm({.kind = "lose_reply", .mti = "0200"});
  EXPECT_EQ(code(confirm(key, card)), "OUTCOME_UNKNOWN");
  EXPECT_EQ(status(key), "UNKNOWN");
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "ABORTED");
  EXPECT_EQ(ledger_rows(), "0");
  EXPECT_EQ(journal(), "purchase 00, reversal 00");
}

TEST_F(PaymentPathTest, ALostRequestIsUnknownAndEndsWithOriginalNotFound) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  arm({.kind = "lose_request", .mti = "0200"});
  EXPECT_EQ(code(confirm(key, card)), "OUTCOME_UNKNOWN");
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "ABORTED");
  EXPECT_EQ(journal(), "reversal 25");
}

TEST_F(PaymentPathTest, AnApprovalThatComesTooLateIsReversed) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  arm({.kind = "late", .mti = "0200", .delay_ms = 3'000});
  EXPECT_EQ(code(confirm(key, card)), "OUTCOME_UNKNOWN");
  EXPECT_TRUE(comes_true(
      [this] { return world_.value("SELECT count(late_approval_code) FROM attempt") == "1"; }));
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "ABORTED");
  EXPECT_EQ(journal(), "purchase 00, reversal 00");
}

TEST_F(PaymentPathTest, AVoidGivesTheWholeBackAtOnce) {
  const PaymentKey key = held();
  ASSERT_EQ(code(confirm(key, add_card(kGood))), "ok");
  const auto answer = cancel(key);
  ASSERT_EQ(code(answer), "ok");
  EXPECT_FALSE(answer.pending);
  EXPECT_EQ(answer.result->status(), PublicStatus::kCanceled);
  EXPECT_EQ(answer.result->balance.amount_minor, 0);
  EXPECT_EQ(ledger_rows(), "8");
  EXPECT_EQ(journal(), "purchase 00, void 00");
}

TEST_F(PaymentPathTest, AVoidWhoseReplyIsLostIsPendingAndRepeatedUntilAcknowledged) {
  const PaymentKey key = held();
  ASSERT_EQ(code(confirm(key, add_card(kGood))), "ok");
  arm({.kind = "lose_reply", .mti = "0400"});
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  const auto answer = cancel(key, claim);
  EXPECT_EQ(code(answer), "ok");
  EXPECT_TRUE(answer.pending);
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "CANCELED");
  EXPECT_EQ(ledger_rows(), "8");
  const auto replay = cancel(key, claim);
  EXPECT_TRUE(replay.replayed);
  EXPECT_FALSE(replay.pending);
}

TEST_F(PaymentPathTest, AVoidOfWhatIsClearedIsARefundAtOnce) {
  const PaymentKey key = paid();
  arm({.kind = "already_cleared", .mti = "0400"});
  const auto answer = cancel(key);
  ASSERT_EQ(code(answer), "ok");
  EXPECT_FALSE(answer.pending);
  EXPECT_EQ(answer.result->status(), PublicStatus::kCanceled);
  EXPECT_EQ(answer.result->cancels.size(), 1U);
  EXPECT_EQ(answer.result->cancels.at(0).type, "REFUND");
  EXPECT_EQ(ledger_rows(), "8");
  EXPECT_EQ(journal(), "purchase 00, void 21, refund 00");
  EXPECT_EQ(world_.value("SELECT sum(abs(total)) FROM (SELECT sum(amount_minor) AS total FROM "
                         "ledger_entry GROUP BY account) t"),
            "0");
}

TEST_F(PaymentPathTest, AVoidThatTheAcquirerRefusesLeavesTheApproval) {
  const PaymentKey key = paid();
  arm({.kind = "decline", .mti = "0400", .code = "57"});
  const auto refused = cancel(key);
  EXPECT_EQ(code(refused), "NOT_CANCELABLE_PAYMENT");
  EXPECT_EQ(refused.result.error().acquirer_code, "57");
  EXPECT_EQ(status(key), "DONE");
  EXPECT_EQ(world_.read(key).balance.amount_minor, 11'000);
  EXPECT_EQ(code(cancel(key)), "ok") << "it may be asked again";
  EXPECT_EQ(status(key), "CANCELED");
}

TEST_F(PaymentPathTest, PartsGoBackOneByOne) {
  const PaymentKey key = paid();
  const auto first = refund(key, 4'000);
  ASSERT_EQ(code(first), "ok");
  EXPECT_FALSE(first.pending);
  EXPECT_EQ(first.result->status(), PublicStatus::kPartialCanceled);
  EXPECT_EQ(code(refund(key, 7'001)), "NOT_CANCELABLE_AMOUNT");
  const auto rest = cancel(key);
  ASSERT_EQ(code(rest), "ok");
  EXPECT_EQ(rest.result->status(), PublicStatus::kCanceled);
  EXPECT_EQ(journal(), "purchase 00, refund 00, refund 00");
  EXPECT_EQ(ledger_rows(), "12");
}

TEST_F(PaymentPathTest, ARefundWhoseReplyIsLostIsPendingAndEndsByInquiry) {
  const PaymentKey key = paid();
  arm({.kind = "lose_reply", .mti = "0200", .amount_minor = 4'000});
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  const auto answer = refund(key, 4'000, claim);
  EXPECT_EQ(code(answer), "ok");
  EXPECT_TRUE(answer.pending);
  EXPECT_EQ(answer.result->balance.amount_minor, 7'000);
  EXPECT_EQ(status(key), "DONE");
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "PARTIAL_CANCELED");
  EXPECT_EQ(journal(), "purchase 00, refund 00");
  const auto replay = refund(key, 4'000, claim);
  EXPECT_TRUE(replay.replayed);
  EXPECT_FALSE(replay.pending);
}

TEST_F(PaymentPathTest, ARefundThatNeverArrivedIsGivenUpOnceNothingCanComeAnyMore) {
  const PaymentKey key = paid();
  arm({.kind = "lose_request", .mti = "0200", .amount_minor = 4'000});
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  EXPECT_TRUE(refund(key, 4'000, claim).pending);
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "DONE");
  EXPECT_EQ(world_.read(key).balance.amount_minor, 11'000);
  const auto replay = refund(key, 4'000, claim);
  EXPECT_EQ(code(replay), "REFUND_REJECTED");
  EXPECT_EQ(replay.result.error().acquirer_code, "25");
  EXPECT_EQ(journal(), "purchase 00");
  EXPECT_EQ(world_.value("SELECT finished_at >= deadline_at + interval '500 ms' FROM refund"), "t");
}

TEST_F(PaymentPathTest, ARefundThatTheAcquirerRefusesSetsItsAmountFree) {
  const PaymentKey key = paid();
  arm({.kind = "decline", .mti = "0200", .amount_minor = 4'000, .code = "57"});
  const auto refused = refund(key, 4'000);
  EXPECT_EQ(code(refused), "REFUND_REJECTED");
  EXPECT_EQ(refused.result.error().acquirer_code, "57");
  EXPECT_EQ(world_.read(key).balance.amount_minor, 11'000);
  EXPECT_EQ(code(refund(key, 4'000)), "ok") << "another cancel is another refund";
  EXPECT_EQ(journal(), "purchase 00, refund 57, refund 00");
}

TEST_F(PaymentPathTest, AfterItsBusinessDayTheWholeIsARefund) {
  const PaymentKey key = paid();
  world_.value("UPDATE transaction SET business_day = business_day - 1");
  const auto answer = cancel(key);
  ASSERT_EQ(code(answer), "ok");
  EXPECT_EQ(answer.result->status(), PublicStatus::kCanceled);
  EXPECT_EQ(journal(), "purchase 00, refund 00");
}

TEST_F(PaymentPathTest, ARefundRejectedForItsFormatIsAnAlarmAndStaysReserved) {
  const PaymentKey key = paid();
  arm({.kind = "format_error", .mti = "0200", .amount_minor = 4'000});
  EXPECT_TRUE(refund(key, 4'000).pending);
  EXPECT_EQ(world_.value("SELECT state FROM refund"), "alarmed");
  EXPECT_EQ(world_.read(key).balance.amount_minor, 7'000);
  alarms_ = 1;
}

TEST_F(PaymentPathTest, WithTheCardNetworkDownARefundWaitsAndIsSentOnce) {
  const PaymentKey key = paid();
  sandbox_.stop();
  EXPECT_TRUE(comes_true([this] { return !acquirer_ready(); }));
  EXPECT_TRUE(refund(key, 4'000).pending);
  for (const DueRefund& due : recovery_->due_refunds(10)) recovery_->advance_refund(due);
  EXPECT_EQ(world_.value("SELECT state || tries FROM refund"), "pending0");
  sandbox_.start();
  EXPECT_TRUE(comes_true([this] { return acquirer_ready(); }));
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "PARTIAL_CANCELED");
  EXPECT_EQ(journal(), "purchase 00, refund 00");
}

TEST_F(PaymentPathTest, ARefundWhoseSenderDiedIsInquiredAfterAndNotSentAgain) {
  const PaymentKey key = paid();
  auto request = world_.new_cancel();  // durable, and then claimed, and then the worker was gone
  request.amount_minor = 4'000;
  ASSERT_EQ(world_.cancel(key, request).outcome, "refunding");
  const auto due = refund_store::find_refund(world_.api(), key.merchant_id, request.refund_id);
  const auto slot = client_->reserve_slot(due->acquirer, due->terminal_id);
  ASSERT_TRUE(slot.ok());
  const Time now = system_clock().now();
  ASSERT_TRUE(refund_store::claim_refund(world_.api(), key.merchant_id, request.refund_id,
                                         {.first = true,
                                          .slot = *slot,
                                          .deadline_at = now + milliseconds(300),
                                          .next_at = now + milliseconds(400)},
                                         now));
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "DONE") << "it had not been sent";
  EXPECT_EQ(world_.value("SELECT state FROM refund"), "refused");
  EXPECT_EQ(journal(), "purchase 00");
}

TEST_F(PaymentPathTest, ACancelDuringTheAuthorizationVoidsTheApproval) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  arm({.kind = "late", .mti = "0200", .delay_ms = 700});
  PaymentAnswer confirmed{.result = ErrorCode::kInternalError};
  PaymentAnswer cancelled{.result = ErrorCode::kInternalError};
  test::together({[&] { confirmed = confirm(key, card); },
                  [&] {
                    EXPECT_TRUE(comes_true(
                        [&] { return world_.state_of(key) == PaymentState::kAuthorizing; }));
                    cancelled = cancel(key);
                  }});
  EXPECT_EQ(code(confirmed), "ALREADY_CANCELED_PAYMENT");
  EXPECT_EQ(code(cancelled), "ok");
  EXPECT_TRUE(cancelled.pending);
  EXPECT_EQ(status(key), "CANCELED");
  EXPECT_EQ(ledger_rows(), "8");
  EXPECT_EQ(journal(), "purchase 00, void 00");
}

TEST_F(PaymentPathTest, EightConfirmsAtOnceUnderOneKeyChargeOnce) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  const auto answers = test::results_together(
      8, [&](std::size_t) { return std::vector{confirm(key, card, claim)}; });
  int approved = 0;
  for (const auto& answer : answers) {
    const std::string said = code(answer.at(0));
    EXPECT_TRUE(said == "ok" || said == "IDEMPOTENCY_KEY_IN_USE") << said;
    if (said == "ok") ++approved;
  }
  EXPECT_GE(approved, 1);
  EXPECT_EQ(journal(), "purchase 00");
}

TEST_F(PaymentPathTest, WithTheCardNetworkDownNothingIsSentAndKeptAnswersStillCome) {
  const CardId card = add_card(kGood);
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  const PaymentKey paid = held();
  ASSERT_EQ(code(confirm(paid, card, claim)), "ok");
  sandbox_.stop();
  EXPECT_TRUE(comes_true([this] { return !acquirer_ready(); }));
  const PaymentKey key = held();
  EXPECT_EQ(code(confirm(key, card)), "ACQUIRER_UNAVAILABLE");
  EXPECT_EQ(status(key), "IN_PROGRESS");
  const auto replay = confirm(paid, card, claim);
  EXPECT_EQ(code(replay), "ok");
  EXPECT_TRUE(replay.replayed);
  sandbox_.start();
  EXPECT_TRUE(comes_true([this] { return acquirer_ready(); }));
  EXPECT_EQ(code(confirm(key, card)), "ok");
}

TEST_F(PaymentPathTest, AMessageThatTheNetworkRejectsIsADecline) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  arm({.kind = "format_error", .mti = "0200"});
  EXPECT_EQ(code(confirm(key, card)), "CARD_PROCESSING_ERROR");
  EXPECT_EQ(status(key), "IN_PROGRESS");
}

TEST_F(PaymentPathTest, AReversalThatIsRejectedForItsFormatIsAnAlarmAndNotRepeated) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  arm({.kind = "lose_reply", .mti = "0200"});
  arm({.kind = "format_error", .mti = "0420"});
  EXPECT_EQ(code(confirm(key, card)), "OUTCOME_UNKNOWN");
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "UNKNOWN");
  EXPECT_EQ(world_.value("SELECT state FROM reversal"), "alarmed");
  alarms_ = 1;
}

TEST_F(PaymentPathTest, AnAttemptWhoseHolderDiedIsSweptAndReversed) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  auto attempt = world_.new_attempt();  // durable, and then the worker was gone
  attempt.card = card_to_charge(world_.api(), PaymentWorld::kPinKey, world_.shopper_id, card,
                                PaymentWorld::kPin, PaymentWorld::kMaxAttempts)
                     .value();
  const auto slot = client_->reserve_slot(false);
  ASSERT_TRUE(slot.ok());
  attempt.slot = *slot;
  attempt.deadline_at = system_clock().now() + milliseconds(200);
  ASSERT_EQ(world_.begin(key, attempt).outcome, "started");
  EXPECT_EQ(recovery_->sweep_attempts(), 0U) << "its time is not up";
  EXPECT_TRUE(comes_true([this] { return recovery_->sweep_attempts() == 1; }));
  EXPECT_EQ(status(key), "UNKNOWN");
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "ABORTED");
}

TEST_F(PaymentPathTest, ARowThatSomebodyHoldsDoesNotStopTheOthers) {
  config_.payment.qr_lifetime_s = 0;
  const PaymentKey stuck = created();
  const PaymentKey free = created();
  world_.database().owner().run_transaction("hold", [&](pqxx::transaction_base& transaction) {
    transaction.exec("SELECT 1 FROM pay200.payment WHERE payment_id = '" +
                     stuck.payment_id.to_sql() + "' FOR UPDATE");
    EXPECT_EQ(recovery_->sweep_deadlines(), 1U);
    EXPECT_EQ(status(free), "EXPIRED");
  });
  EXPECT_EQ(recovery_->sweep_deadlines(), 1U);
  EXPECT_EQ(status(stuck), "EXPIRED");
}

TEST_F(PaymentPathTest, AVerificationWithoutAnAnswerCanBeMadeAgain) {
  arm({.kind = "lose_reply", .mti = "0100"});
  try {
    add_card(kGood);
    FAIL() << "it was answered";
  } catch (const std::runtime_error& refused) {
    EXPECT_STREQ(refused.what(), "ACQUIRER_UNAVAILABLE");
  }
  add_card(kGood);
}

TEST_F(PaymentPathTest, AConfirmThatCannotBeginTakesNoSlot) {
  const CardId card = add_card(kGood);
  const PaymentKey key = created();
  link_.reset();  // nobody to give one
  EXPECT_EQ(code(confirm(key, card)), "NOT_SCANNED_PAYMENT");
}

TEST_F(PaymentPathTest, HoldsAndQrCodesThatRunOutAreSwept) {
  config_.payment.hold_lifetime_s = 0;
  const PaymentKey key = held();
  EXPECT_EQ(recovery_->sweep_deadlines(), 1U);
  EXPECT_EQ(status(key), "READY");
  config_.payment.qr_lifetime_s = 0;
  created();
  EXPECT_GE(recovery_->sweep_deadlines(), 1U);
  EXPECT_EQ(recovery_->sweep_deadlines(), 0U);
}

}  // namespace
}  // namespace pay200
