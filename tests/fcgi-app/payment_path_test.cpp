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
    return service_->cancel_payment({.key = key,
                                     .by_shopper = std::nullopt,
                                     .amount_minor = std::nullopt,
                                     .reason = "변심",
                                     .idempotency = claim});
  }
  static std::string code(const PaymentAnswer& answer) {
    return std::string(answer.result ? "ok" : wire_name(answer.result.error().code));
  }

  /// As the relay does, until nothing is owed.
  bool recover() {
    return comes_true([this] {
      recovery_->sweep_attempts();
      for (const DueReversal& due : recovery_->due_reversals(10)) recovery_->send_reversal(due);
      return world_.value("SELECT count(*) FROM reversal WHERE state = 'pending'") == "0" &&
             world_.value("SELECT count(*) FROM attempt WHERE state = 'sending'") == "0";
    });
  }

  /// "purchase 00, reversal 00": what the card network did for payments, in order.
  std::string journal() {
    std::string told;
    for (const auto& record : sandbox_.records()) {
      const std::string kind(sandbox::to_text(record.kind));
      if (kind != "purchase" && kind != "void" && kind != "reversal") continue;
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

TEST_F(PaymentPathTest, AVoidOfWhatIsClearedIsRefusedAndTheApprovalStands) {
  const PaymentKey key = held();
  ASSERT_EQ(code(confirm(key, add_card(kGood))), "ok");
  arm({.kind = "already_cleared"});
  const auto answer = cancel(key);
  EXPECT_EQ(code(answer), "NOT_CANCELABLE_PAYMENT");
  EXPECT_EQ(status(key), "DONE");
  EXPECT_EQ(world_.read(key).balance.amount_minor, 11'000);
  EXPECT_EQ(code(cancel(key)), "ok") << "it may be asked again";
  EXPECT_EQ(status(key), "CANCELED");
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
