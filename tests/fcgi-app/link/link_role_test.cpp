#include "fcgi-app/link/link_role.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/acquirer/link_client.hpp"
#include "core/card_vault/card_vault.hpp"
#include "core/payment/payment_store.hpp"
#include "sandbox/journal_reader.hpp"
#include "tests/fcgi-app/link/running_link.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/running_sandbox.hpp"
#include "tests/support/together.hpp"

namespace pay200 {
namespace {

using test::comes_true;

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::RunningLink;
using test::RunningSandbox;

const std::string kGood = "4242424242424242";

milliseconds since(steady_clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
}

class LinkRoleTest : public testing::Test {
 protected:
  LinkRoleTest() : vault_(std::string(32, 'k'), std::string(32, 'h')) {
    vault_.load(world_.database().link(), system_clock().now());
    link_ = std::make_unique<RunningLink>(world_.database(), sandbox_.port());
    client_ = std::make_unique<LinkClient>(link_->socket());
    EXPECT_TRUE(comes_true([&] { return ready(); }));
  }

  bool ready() {
    const auto status = client_->status();
    return status.ok() && status.value().at(0).ready;
  }

  Time in_ms(int ms) const { return system_clock().now() + milliseconds(ms); }

  /// A payment of which the attempt is durable and has not been handed over.
  test::KnownPayment confirmed(const std::string& pan = kGood, int timeout_ms = 8000) {
    auto slot = client_->reserve_slot(false);
    if (!slot) throw std::runtime_error("no slot: " + slot.error().cause);
    return confirmed_with(*slot, pan, timeout_ms);
  }

  test::KnownPayment confirmed_with(const Slot& slot, const std::string& pan, int timeout_ms) {
    const std::lock_guard lock(mutex_);
    world_.now = system_clock().now();
    auto payment = world_.bring_to(PaymentState::kHeld);
    auto attempt = world_.new_attempt();
    const auto sealed = vault_.seal(attempt.card.id, pan);
    attempt.card.pan_nonce = sealed.nonce;
    attempt.card.pan_ciphertext = sealed.ciphertext;
    attempt.card.key_version = sealed.key_version;
    attempt.slot = slot;
    attempt.deadline_at =
        system_clock().now() + milliseconds(timeout_ms);  // a slow machine has all of it
    EXPECT_EQ(world_.begin(payment.key, attempt).outcome, "started");
    payment.attempt_id = attempt.id;
    return payment;
  }

  AcquirerOutcome pay(const test::KnownPayment& payment, int timeout_ms = 8000) {
    return client_->pay(world_.merchant_id, payment.attempt_id, in_ms(timeout_ms));
  }

  /// Claims the payment's pending reversal as its sender would.
  void claim(const test::KnownPayment& payment, int stan) {
    const std::string day = "'2026-11-22T07:05:03Z'";
    world_.value(
        "UPDATE pay200.reversal SET tries = tries + 1, terminal_id = (SELECT terminal_id "
        "FROM pay200.attempt WHERE attempt_id = '" +
        payment.attempt_id.to_sql() + "'), stan = " + std::to_string(stan) + ", rrn = '632607" +
        std::to_string(stan) + "', transmitted_at = " + day + " WHERE reversal_id = '" +
        payment.reversal_id.to_sql() + "' RETURNING 1");
  }

  /// Approved by the acquirer and in the books.
  test::KnownPayment paid() {
    auto payment = confirmed();
    EXPECT_EQ(pay(payment).response_code, "00");
    EXPECT_EQ(world_.approve(payment).outcome, "approved");
    return payment;
  }

  /// A refund that somebody has claimed and is about to send.
  RefundId sending_refund(const test::KnownPayment& payment, std::int64_t amount_minor,
                          int timeout_ms = 8000) {
    const auto refund_id = RefundId::make(system_clock().now());
    const auto terminal =
        world_.value("SELECT terminal_id FROM pay200.attempt WHERE attempt_id = '" +
                     payment.attempt_id.to_sql() + "'");
    const auto slot = client_->reserve_slot("sandbox", terminal.substr(0, terminal.find('\n')));
    EXPECT_TRUE(slot.ok());
    const auto quoted = [](const std::string& text) { return "'" + text + "', "; };
    world_.value(
        "INSERT INTO pay200.refund (merchant_id, refund_id, payment_id, attempt_id, cancel_id, "
        "amount_minor, state, next_at, terminal_id, stan, rrn, transmitted_at, deadline_at, "
        "created_at) VALUES (" +
        std::to_string(world_.merchant_id.value) + ", " + quoted(refund_id.to_sql()) +
        quoted(payment.key.payment_id.to_sql()) + quoted(payment.attempt_id.to_sql()) +
        quoted(CancelId::make(world_.now).to_sql()) + std::to_string(amount_minor) +
        ", 'sending', now(), " + quoted(slot->identity.terminal_id) +
        std::to_string(slot->identity.stan) + ", " + quoted(slot->identity.rrn) +
        quoted(to_iso8601(slot->identity.transmitted_at)) + "now() + interval '" +
        std::to_string(timeout_ms) + " ms', now()) RETURNING 1");
    return refund_id;
  }

  AcquirerOutcome refund(RefundId id) {
    return client_->refund(world_.merchant_id, id, in_ms(8000));
  }
  AcquirerOutcome inquire(RefundId id) {
    return client_->inquire_refund(world_.merchant_id, id, in_ms(8000));
  }
  std::int64_t refunded_minor() const {
    return sandbox::sum_by_merchant(sandbox_.records())[to_text(world_.merchant_id)].refunded_minor;
  }

  /// Purchases that the card network has seen.
  std::size_t purchases() const {
    std::size_t count = 0;
    for (const auto& record : sandbox_.records()) count += record.mti == "0200" ? 1U : 0U;
    return count;
  }

  test::PaymentWorld world_;
  CardVault vault_;
  RunningSandbox sandbox_;
  std::unique_ptr<RunningLink> link_;
  std::unique_ptr<LinkClient> client_;
  std::mutex mutex_;
};

TEST_F(LinkRoleTest, AnAttemptIsSentAsItStandsInTheDatabase) {
  const auto approved = pay(confirmed());
  EXPECT_EQ(approved.kind, OutcomeKind::kAnswered);
  EXPECT_EQ(approved.response_code, "00");
  EXPECT_EQ(approved.approval_code.size(), 6U);
  EXPECT_EQ(pay(confirmed("4000000000009995")).response_code, "51");
  const auto record = sandbox_.records().at(2);  // after two sign-ons
  EXPECT_EQ(record.merchant, to_text(world_.merchant_id));
  EXPECT_EQ(record.amount_minor, test::PaymentWorld::kAmount);
  EXPECT_EQ(record.acquirer, "12345");
  EXPECT_EQ(record.terminal.substr(0, 7), "TERM000");
}

TEST_F(LinkRoleTest, AnAttemptIsSentOnceHoweverOftenItIsHandedOver) {
  const auto payment = confirmed();
  const auto outcomes = test::results_together(8, [&](std::size_t) { return pay(payment); });
  int answered = 0;
  for (const auto& outcome : outcomes) {
    if (outcome.kind == OutcomeKind::kAnswered) {
      ++answered;
    } else {
      EXPECT_EQ(outcome.kind, OutcomeKind::kUnknown);  // it may have been sent, after all
    }
  }
  EXPECT_EQ(answered, 1);
  EXPECT_EQ(pay(payment).kind, OutcomeKind::kUnknown);
  EXPECT_EQ(purchases(), 1U);
}

TEST_F(LinkRoleTest, AnAttemptThatIsTooOldIsNotSent) {
  const auto payment = confirmed(kGood, 50);
  std::this_thread::sleep_for(milliseconds(60));
  EXPECT_EQ(pay(payment).kind, OutcomeKind::kNotSent);
  EXPECT_EQ(purchases(), 0U);
}

TEST_F(LinkRoleTest, AnAttemptThatIsOverIsNotSentAndNotCalledUnsent) {
  const auto payment = confirmed();
  world_.mark_unknown(payment);
  EXPECT_EQ(pay(payment).kind, OutcomeKind::kUnknown);
  EXPECT_EQ(purchases(), 0U);
}

TEST_F(LinkRoleTest, WhatCannotBeFoundOrOpenedIsNotSent) {
  EXPECT_EQ(
      pay({world_.bring_to(PaymentState::kHeld).key, AttemptId::make(world_.now), {}, {}}).kind,
      OutcomeKind::kNotSent);
  const auto payment = confirmed();
  const auto other_merchant =
      client_->pay({world_.merchant_id.value ^ 1}, payment.attempt_id, in_ms(5000));
  EXPECT_EQ(other_merchant.kind, OutcomeKind::kNotSent);
  // Another row's card number, as somebody who can write to the database might put there.
  const auto moved = confirmed();
  world_.value("UPDATE pay200.attempt SET card_id = '" + CardId::make(world_.now).to_sql() +
               "' WHERE attempt_id = '" + moved.attempt_id.to_sql() + "' RETURNING 1");
  EXPECT_EQ(pay(moved).kind, OutcomeKind::kNotSent);
  EXPECT_EQ(purchases(), 0U);
}

TEST_F(LinkRoleTest, AVoidAndAReversalGoOutWhenTheyHaveBeenClaimed) {
  auto voided = confirmed();
  ASSERT_EQ(pay(voided).response_code, "00");
  voided.cancel_id = CancelId::make(world_.now);
  auto approval_of_void = voided;
  ASSERT_EQ(world_.approve(approval_of_void).outcome, "approved");
  auto cancel = world_.new_cancel();
  ASSERT_EQ(world_.cancel(voided.key, cancel).outcome, "voiding");
  voided.reversal_id = cancel.reversal_id;
  const auto reverse = [&](const test::KnownPayment& payment) {
    return client_->reverse(world_.merchant_id, payment.reversal_id, in_ms(8000));
  };
  EXPECT_EQ(reverse(voided).kind, OutcomeKind::kNotSent);  // nobody has claimed it
  claim(voided, 900'001);
  EXPECT_EQ(reverse(voided).response_code, "00");
  claim(voided, 900'001);
  EXPECT_EQ(reverse(voided).response_code, "00");

  auto unknown = confirmed();
  ASSERT_EQ(pay(unknown).response_code, "00");
  unknown.reversal_id = ReversalId::make(world_.now);
  ASSERT_EQ(world_.mark_unknown(unknown).outcome, "unknown");
  claim(unknown, 900'002);
  EXPECT_EQ(reverse(unknown).response_code, "00");
  ASSERT_EQ(world_.acknowledge(unknown, "00").outcome, "acknowledged");
  EXPECT_EQ(reverse(unknown).kind, OutcomeKind::kNotSent);  // nothing is owed any more

  std::vector<std::string> mtis;
  for (const auto& record : sandbox_.records()) {
    if (record.mti != "0800" && record.mti != "0200") mtis.push_back(record.mti);
  }
  EXPECT_EQ(mtis, (std::vector<std::string>{"0400", "0401", "0420"}));
}

TEST_F(LinkRoleTest, ARefundIsSentOnceHoweverOftenItIsHandedOver) {
  const auto payment = paid();
  const auto refund_id = sending_refund(payment, 3'000);
  const auto outcomes = test::results_together(8, [&](std::size_t) { return refund(refund_id); });
  int answered = 0;
  for (const auto& outcome : outcomes) {
    if (outcome.kind == OutcomeKind::kAnswered) {
      ++answered;
      EXPECT_EQ(outcome.response_code, "00");
      EXPECT_EQ(outcome.approval_code.size(), 6U);
    } else {
      EXPECT_EQ(outcome.kind, OutcomeKind::kUnknown);  // it may have been sent, after all
    }
  }
  EXPECT_EQ(answered, 1);
  EXPECT_EQ(refunded_minor(), 3'000);
  const auto record = sandbox_.records().back();
  EXPECT_EQ(record.kind, sandbox::Kind::kRefund);
  EXPECT_EQ(record.original->stan, sandbox_.records().at(2).stan);
}

TEST_F(LinkRoleTest, ARefundThatIsNotBeingSentIsNotSent) {
  const auto payment = paid();
  const auto too_old = sending_refund(payment, 1'000, 50);
  const auto over = sending_refund(payment, 1'000);
  const auto unclaimed = sending_refund(payment, 1'000);
  world_.value("UPDATE pay200.refund SET state = 'unknown' WHERE refund_id = '" + over.to_sql() +
               "' RETURNING 1");
  world_.value(
      "UPDATE pay200.refund SET state = 'pending', terminal_id = NULL, stan = NULL, rrn = NULL, "
      "transmitted_at = NULL, deadline_at = NULL WHERE refund_id = '" +
      unclaimed.to_sql() + "' RETURNING 1");
  std::this_thread::sleep_for(milliseconds(60));
  EXPECT_EQ(refund(too_old).kind, OutcomeKind::kNotSent);
  EXPECT_EQ(refund(over).kind, OutcomeKind::kUnknown);
  EXPECT_EQ(refund(unclaimed).kind, OutcomeKind::kNotSent);
  EXPECT_EQ(refund(RefundId::make(world_.now)).kind, OutcomeKind::kNotSent);
  EXPECT_EQ(refunded_minor(), 0);
}

TEST_F(LinkRoleTest, ARefundWhoseReplyIsLostIsInquiredAfter) {
  const auto payment = paid();
  const auto unsent = sending_refund(payment, 2'000);
  EXPECT_EQ(inquire(unsent).response_code, "25");
  const auto lost = sending_refund(payment, 3'000, 300);
  sandbox_.control().arm({.kind = "lose_reply", .mti = "0200"});
  EXPECT_EQ(refund(lost).kind, OutcomeKind::kUnknown);
  sandbox_.control().arm({.kind = "format_error", .mti = "0600"});
  EXPECT_EQ(inquire(lost).kind, OutcomeKind::kUnknown);
  const auto told = inquire(lost);
  EXPECT_EQ(told.kind, OutcomeKind::kAnswered);
  EXPECT_EQ(told.response_code, "00");
  EXPECT_EQ(told.approval_code.size(), 6U);
  const auto too_much = sending_refund(payment, test::PaymentWorld::kAmount);
  EXPECT_EQ(refund(too_much).response_code, "13");
  EXPECT_EQ(inquire(too_much).response_code, "13");
  EXPECT_EQ(refunded_minor(), 3'000);
}

TEST_F(LinkRoleTest, ACardIsVerifiedAndSealed) {
  const auto card_id = CardId::make(system_clock().now());
  const auto verify = [&](const std::string& pan, const std::string& cvc, bool live = false) {
    return client_->verify_and_seal(card_id, {pan, "4912"}, cvc, live, in_ms(8000));
  };
  const auto sealed = verify(kGood, "123");
  ASSERT_TRUE(sealed.ok()) << sealed.error().cause;
  EXPECT_EQ(sealed->bin, "424242");
  EXPECT_EQ(sealed->last_four, "4242");
  EXPECT_EQ(sealed->brand, "visa");
  EXPECT_EQ(vault_.open(card_id, sealed->nonce, sealed->ciphertext, sealed->key_version), kGood);
  EXPECT_EQ(sealed->pan_hmac, vault_.seal(card_id, kGood).pan_hmac);

  EXPECT_EQ(verify("4000000000009987", "123").error().code, ErrorCode::kInvalidCardLostOrStolen);
  EXPECT_EQ(verify("4000000000009987", "123").error().acquirer_code, "41");
  EXPECT_FALSE(verify(kGood, "999").ok());  // wrong CVC
  EXPECT_EQ(verify(kGood, "123", true).error().code, ErrorCode::kAcquirerUnavailable);
  sandbox_.control().arm({.kind = "cut_mid_frame", .mti = "0100"});
  EXPECT_EQ(verify(kGood, "123").error().code, ErrorCode::kOutcomeUnknown);
}

TEST_F(LinkRoleTest, EverySlotIsAnother) {
  std::set<std::pair<std::string, int>> places;
  for (const auto& slots : test::results_together(4, [&](std::size_t) {
         std::vector<Slot> mine;
         for (int i = 0; i < 50; ++i) mine.push_back(client_->reserve_slot(false).value());
         return mine;
       })) {
    for (const auto& slot : slots) {
      EXPECT_EQ(slot.acquirer, "sandbox");
      EXPECT_EQ(slot.identity.rrn.size(), 12U);
      EXPECT_TRUE(places.emplace(slot.identity.terminal_id, slot.identity.stan).second);
    }
  }
  EXPECT_EQ(client_->reserve_slot("sandbox", "TERM0002")->identity.terminal_id, "TERM0002");
  EXPECT_EQ(client_->reserve_slot("nobody", "TERM0002").error().code,
            ErrorCode::kAcquirerUnavailable);
}

TEST_F(LinkRoleTest, ALiveMerchantNeverGetsToTheSandbox) {
  EXPECT_EQ(client_->reserve_slot(true).error().code, ErrorCode::kAcquirerUnavailable);
}

TEST_F(LinkRoleTest, WithoutTheAcquirerNothingIsSent) {
  const auto payment = confirmed();
  sandbox_.stop();
  ASSERT_TRUE(comes_true([&] { return !ready(); }));
  const auto begin = steady_clock::now();
  EXPECT_EQ(pay(payment).kind, OutcomeKind::kNotSent);
  EXPECT_EQ(client_->reserve_slot(false).error().code, ErrorCode::kAcquirerUnavailable);
  EXPECT_LT(since(begin), milliseconds(2000));
  sandbox_.start();
  ASSERT_TRUE(comes_true([&] { return ready(); }));
  EXPECT_EQ(pay(confirmed()).response_code, "00");
}

TEST_F(LinkRoleTest, ALostReplyIsUnknownAtTheDeadlineAndALateOneIsNoted) {
  const auto payment = confirmed(kGood, 1'000);
  sandbox_.control().arm({.kind = "late", .mti = "0200", .delay_ms = 2'000});
  EXPECT_EQ(pay(payment).kind, OutcomeKind::kUnknown);
  world_.mark_unknown(payment);
  const std::string late =
      "SELECT coalesce(late_approval_code, 'none') FROM pay200.attempt WHERE attempt_id = '" +
      payment.attempt_id.to_sql() + "'";
  EXPECT_TRUE(comes_true([&] { return world_.value(late).substr(0, 4) != "none"; }));
}

TEST_F(LinkRoleTest, ALateApprovalWaitsForTheDatabaseToComeBack) {
  const auto payment = confirmed(kGood, 1'000);
  sandbox_.control().arm({.kind = "late", .mti = "0200", .delay_ms = 2'200});
  EXPECT_EQ(pay(payment).kind, OutcomeKind::kUnknown);
  test::TestDatabase::cluster().stop();
  std::this_thread::sleep_for(milliseconds(1500));
  test::TestDatabase::cluster().start();
  const std::string late =
      "SELECT coalesce(late_approval_code, 'none') FROM pay200.attempt WHERE attempt_id = '" +
      payment.attempt_id.to_sql() + "'";
  EXPECT_TRUE(comes_true([&] { return world_.value(late).substr(0, 4) != "none"; }));
}

TEST_F(LinkRoleTest, WithoutTheDatabaseNothingIsSent) {
  const auto payment = confirmed(kGood, 20'000);
  test::TestDatabase::cluster().stop();
  EXPECT_EQ(pay(payment, 20'000).kind, OutcomeKind::kNotSent);
  test::TestDatabase::cluster().start();
  EXPECT_EQ(purchases(), 0U);
}

TEST_F(LinkRoleTest, WhatIsInFlightIsFinishedAndTheSuccessorTakesTheNext) {
  const auto payment = confirmed();
  const auto late_comer = confirmed();
  sandbox_.control().set_reply_delay_ms(600);
  auto in_flight = std::async(std::launch::async, [&] { return pay(payment); });
  ASSERT_TRUE(comes_true([&] { return sandbox_.control().status().at("in_flight") == 1; }));
  link_->ask_to_stop();
  std::this_thread::sleep_for(milliseconds(100));
  auto next = std::async(std::launch::async, [&] { return pay(late_comer); });
  EXPECT_EQ(in_flight.get().response_code, "00");
  EXPECT_EQ(link_->wait(), 0);
  EXPECT_EQ(purchases(), 1U);
  link_->start();
  // Asked before it has signed on, the successor says that nothing was sent.
  const auto outcome = next.get();
  EXPECT_NE(outcome.kind, OutcomeKind::kUnknown) << outcome.why;
  EXPECT_EQ(purchases(), outcome.kind == OutcomeKind::kAnswered ? 2U : 1U);
  ASSERT_TRUE(comes_true([&] { return ready(); }));
}

TEST_F(LinkRoleTest, NoRequestIsLostWithoutAWordWhileTheLinkIsRestarted) {
  // Whatever happens to be under way: a purchase that was not answered is never called unsent.
  std::atomic<bool> over{false};
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      while (!over) {
        const auto slot = client_->reserve_slot(false);
        if (!slot) continue;
        const auto outcome = pay(confirmed_with(*slot, kGood, 8000));
        EXPECT_NE(outcome.kind, OutcomeKind::kUnknown) << outcome.why;
        if (outcome.kind == OutcomeKind::kAnswered) ++answered;
      }
    });
  }
  for (int i = 0; i < 3; ++i) {
    const int before = answered;
    EXPECT_TRUE(comes_true([&] { return answered > before + 4; }));
    EXPECT_EQ(link_->stop(), 0);
    link_->start();
  }
  over = true;
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(purchases(), static_cast<std::size_t>(answered));
}

TEST_F(LinkRoleTest, TheWrongKeyEncryptionKeyIsNoConfigurationToRunWith) {
  EXPECT_EQ(link_->stop(), 0);
  Secrets wrong;
  wrong.key_encryption_key = std::string(32, 'w');
  wrong.pan_hmac_key = std::string(32, 'h');
  EXPECT_EQ(run_link(link_->config(), wrong, -1, -1), 78);
}

TEST_F(LinkRoleTest, HundredsOfPaymentsAreInFlightWhileThreadsAreFew) {
  constexpr std::size_t kCount = 256;
  std::vector<test::KnownPayment> payments;
  for (std::size_t i = 0; i < kCount; ++i) payments.push_back(confirmed(kGood, 60'000));
  sandbox_.control().set_reply_delay_ms(500);
  const auto begin = steady_clock::now();
  const auto outcomes =
      test::results_together(kCount, [&](std::size_t i) { return pay(payments[i], 60'000); });
  const auto elapsed = since(begin);
  for (const auto& outcome : outcomes) EXPECT_EQ(outcome.response_code, "00");
  RecordProperty("elapsed_ms", static_cast<int>(elapsed.count()));
  EXPECT_GE(elapsed, milliseconds(500));
  EXPECT_LT(elapsed, std::chrono::seconds(30));  // one after the other: 128 s
}

}  // namespace
}  // namespace pay200
