// Each invariant, broken by the owner's hand in one place, is reported by its name.

#include <gtest/gtest.h>
#include <pqxx/pqxx>
#include <set>
#include <string>
#include <vector>

#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

class CheckInvariantsTest : public ::testing::Test {
 protected:
  std::set<std::string> names() {
    std::set<std::string> found;
    for (const std::string& violation : world_.violations()) {
      found.insert(violation.substr(0, violation.find(':')));
    }
    return found;
  }

  /// `sql` speaks of the payment as :payment.
  void break_by(const KnownPayment& payment, std::string sql) {
    const std::string id = "'" + payment.key.payment_id.to_sql() + "'";
    for (auto at = sql.find(":payment"); at != std::string::npos; at = sql.find(":payment")) {
      sql.replace(at, 8, id);
    }
    world_.value(sql);
  }

  /// Among others, perhaps: one wrong row seldom contradicts only one other.
  void expect_reported(const char* name, PaymentState state, const std::string& sql) {
    SCOPED_TRACE(sql);
    ASSERT_EQ(names(), std::set<std::string>{});
    const KnownPayment payment = world_.bring_to(state);
    break_by(payment, sql);
    EXPECT_TRUE(names().count(name) == 1) << name;
    world_.value(
        "TRUNCATE ledger_entry, transaction, reversal, refund, cancel, attempt, payment_order, "
        "payment");
  }

  PaymentWorld world_;
};

TEST_F(CheckInvariantsTest, NothingIsReportedOfAnyStateAsTheFunctionsLeaveIt) {
  for (const PaymentState state : all_payment_states()) world_.bring_to(state);
  const auto parted = world_.bring_to(PaymentState::kPartiallyCanceled);
  world_.owe_refund(parted, 1'000);
  const auto refused = world_.owe_refund(parted, 2'000);
  world_.claim_refund(refused);
  world_.refuse_refund(refused, "05");
  EXPECT_EQ(world_.violations(), std::vector<std::string>{});
}

TEST_F(CheckInvariantsTest, TheLedger) {
  using enum PaymentState;
  expect_reported("cleared_was_not_voided", kCanceled,
                  "INSERT INTO cleared_transaction SELECT merchant_id, transaction_id, payment_id, "
                  "gen_random_uuid(), 'sandbox', business_day, amount_minor, 0, 1 FROM transaction "
                  "WHERE payment_id = :payment AND type = 'PAYMENT'");
  world_.value("TRUNCATE cleared_transaction");
  for (const char* ids : {"NULL, NULL", "gen_random_uuid(), transaction_id"}) {
    expect_reported("cleared_of_its_day_has_an_id_of_it", kApproved,
                    "WITH cleared AS (INSERT INTO cleared_transaction SELECT merchant_id, "
                    "transaction_id, payment_id, payment_id, 'sandbox', business_day, "
                    "amount_minor, 0, 1, false FROM transaction WHERE payment_id = :payment "
                    "RETURNING *) INSERT INTO reconciliation (reconciliation_id, acquirer, "
                    "business_day, file_id, file_sha256, record_count, state, matched_count, "
                    "funded_minor, acquirer_fee_minor, operator, started_at, least_id, most_id) "
                    "SELECT payment_id, 'sandbox', business_day, '', '', 1, 'matched', 1, 0, 0, "
                    "'', now(), " +
                        std::string(ids) + " FROM cleared");
    world_.value("TRUNCATE cleared_transaction, reconciliation");
  }
  expect_reported("entries_sum_to_zero", kApproved,
                  "UPDATE ledger_entry SET amount_minor = amount_minor - 1 WHERE account = "
                  "'fee_revenue' AND payment_id = :payment");
  expect_reported("entries_sum_to_zero", kApproved,
                  "UPDATE ledger_entry SET currency = 'USD' WHERE account = 'fee_revenue' AND "
                  "payment_id = :payment");
  expect_reported("moved_transaction_has_entries", kApproved,
                  "DELETE FROM ledger_entry WHERE payment_id = :payment");
  expect_reported("moved_transaction_has_entries", kApproved,
                  "UPDATE transaction SET amount_minor = 1 WHERE payment_id = :payment");
  expect_reported("entries_belong_to_a_moved_transaction", kApproved,
                  "UPDATE transaction SET moved = false WHERE payment_id = :payment");
  expect_reported("entries_belong_to_a_moved_transaction", kApproved,
                  "DELETE FROM transaction WHERE payment_id = :payment");
  expect_reported("transaction_belongs_to_a_payment", kApproved,
                  "DELETE FROM payment WHERE payment_id = :payment");
  expect_reported("void_is_the_exact_negation", kCanceled,
                  "UPDATE ledger_entry SET amount_minor = amount_minor + CASE account WHEN "
                  "'fee_revenue' THEN 1 ELSE -1 END WHERE account IN ('fee_revenue', "
                  "'merchant_payable') AND amount_minor > 0 AND payment_id = :payment");
}

TEST_F(CheckInvariantsTest, PaymentsAndTheirTransactions) {
  using enum PaymentState;
  expect_reported("paid_has_one_payment_and_no_cancel", kApproved,
                  "DELETE FROM transaction WHERE payment_id = :payment");
  expect_reported("paid_has_one_payment_and_no_cancel", kCanceled,
                  "UPDATE payment SET state = 'approved' WHERE payment_id = :payment");
  expect_reported("canceled_is_given_back_or_never_moved", kCanceled,
                  "DELETE FROM transaction WHERE type = 'CANCEL' AND payment_id = :payment");
  expect_reported("canceled_is_given_back_or_never_moved", kApproved,
                  "UPDATE payment SET state = 'canceled' WHERE payment_id = :payment");
  expect_reported("unpaid_has_no_transaction", kApproved,
                  "UPDATE payment SET state = 'aborted' WHERE payment_id = :payment");
  expect_reported("balance_is_paid_minus_canceled", kApproved,
                  "UPDATE payment SET balance_minor = 1 WHERE payment_id = :payment");
  expect_reported("balance_is_paid_minus_canceled", kCanceled,
                  "UPDATE payment SET balance_minor = total_minor WHERE payment_id = :payment");
  expect_reported("order_points_to_its_payment", kReady,
                  "UPDATE payment_order SET order_id = 'another' WHERE payment_id = :payment");
}

TEST_F(CheckInvariantsTest, PaymentsAndTheirAttempts) {
  using enum PaymentState;
  expect_reported("paid_has_one_approved_attempt", kApproved,
                  "UPDATE attempt SET state = 'declined' WHERE payment_id = :payment");
  expect_reported("authorizing_has_one_sending_attempt", kAuthorizing,
                  "UPDATE attempt SET state = 'declined' WHERE payment_id = :payment");
  expect_reported("authorizing_has_one_sending_attempt", kAuthorizing,
                  "UPDATE payment SET state = 'held' WHERE payment_id = :payment");
  expect_reported("unknown_owes_a_reversal", kUnknown,
                  "DELETE FROM reversal WHERE payment_id = :payment");
  expect_reported("unknown_owes_a_reversal", kUnknown,
                  "UPDATE reversal SET state = 'acknowledged' WHERE payment_id = :payment");
  expect_reported("unknown_owes_a_reversal", kUnknown,
                  "UPDATE payment SET state = 'aborted' WHERE payment_id = :payment");
  expect_reported("unknown_owes_a_reversal", kAborted,
                  "UPDATE payment SET state = 'unknown' WHERE payment_id = :payment");
  expect_reported("unknown_owes_a_reversal", kReversing,
                  "UPDATE reversal SET state = 'acknowledged' WHERE payment_id = :payment");
  expect_reported("unknown_owes_a_reversal", kReversingCancel,
                  "UPDATE payment SET state = 'canceled' WHERE payment_id = :payment");
  expect_reported("unknown_owes_a_reversal", kReversing,
                  "UPDATE attempt SET state = 'declined' WHERE payment_id = :payment");
  expect_reported("sending_too_long", kReversing,
                  "UPDATE attempt SET started_at = started_at - interval '301 seconds' WHERE "
                  "payment_id = :payment");
  expect_reported("voiding_owes_a_void", kVoiding,
                  "DELETE FROM reversal WHERE payment_id = :payment");
  expect_reported("voiding_owes_a_void", kVoiding,
                  "UPDATE cancel SET state = 'aborted' WHERE payment_id = :payment");
  expect_reported("sending_too_long", kAuthorizing,
                  "UPDATE attempt SET started_at = started_at - interval '301 seconds' WHERE "
                  "payment_id = :payment");
}

TEST_F(CheckInvariantsTest, PaymentsThatWaitForTheirShop) {
  using enum PaymentState;
  expect_reported("confirmed_waits_for_its_shop", kConfirmed,
                  "DELETE FROM payment_confirm WHERE payment_id = :payment");
  expect_reported("confirmed_waits_for_its_shop", kConfirmed,
                  "UPDATE payment_confirm SET payment_id = gen_random_uuid() WHERE payment_id = "
                  ":payment");
  expect_reported("confirmed_waits_for_its_shop", kConfirmed,
                  "UPDATE payment SET shopper_id = gen_random_uuid() WHERE payment_id = :payment");
  expect_reported("confirmed_waits_for_its_shop", kConfirmed,
                  "UPDATE payment SET hold_expires_at = hold_expires_at + interval '1 day' WHERE "
                  "payment_id = :payment");
  expect_reported("confirmed_too_long", kConfirmed,
                  "UPDATE payment SET hold_expires_at = requested_at - interval '301 seconds' "
                  "WHERE payment_id = :payment");
  expect_reported("attempt_charges_what_was_confirmed", kAuthorizing,
                  "UPDATE payment SET shop_confirms = true WHERE payment_id = :payment");
  world_.by_client = true;
  expect_reported("attempt_charges_what_was_confirmed", kApproved,
                  "UPDATE attempt SET card_id = gen_random_uuid() WHERE payment_id = :payment");
  expect_reported("attempt_charges_what_was_confirmed", kApproved,
                  "UPDATE attempt SET confirm_id = NULL WHERE payment_id = :payment");
  expect_reported("attempt_charges_what_was_confirmed", kApproved,
                  "UPDATE attempt SET installment_months = 3 WHERE payment_id = :payment");
  expect_reported("attempt_charges_what_was_confirmed", kApproved,
                  "UPDATE payment SET shop_confirms = false WHERE payment_id = :payment");
  expect_reported("confirm_is_charged_once", kApproved,
                  "CREATE TEMP TABLE copy AS SELECT * FROM attempt WHERE payment_id = :payment; "
                  "UPDATE copy SET attempt_id = gen_random_uuid(), state = 'declined', number = 2; "
                  "INSERT INTO attempt SELECT * FROM copy");
}

TEST_F(CheckInvariantsTest, NothingIsReportedOfWhatABrowserCreatedInAnyState) {
  world_.by_client = true;
  for (const PaymentState state : all_payment_states()) world_.bring_to(state);
  const auto released = world_.bring_to(PaymentState::kAuthorizing);
  world_.release(released);
  auto attempt = world_.new_attempt();
  attempt.confirm_id = released.confirm_id;
  world_.begin(released.key, attempt);
  EXPECT_EQ(world_.violations(), std::vector<std::string>{});
}

TEST_F(CheckInvariantsTest, Refunds) {
  using enum PaymentState;
  expect_reported("partially_canceled_is_given_back_in_part", kPartiallyCanceled,
                  "UPDATE payment SET state = 'approved' WHERE payment_id = :payment");
  expect_reported("partially_canceled_is_given_back_in_part", kApproved,
                  "UPDATE payment SET state = 'partially_canceled' WHERE payment_id = :payment");
  expect_reported("canceled_is_given_back_or_never_moved", kPartiallyCanceled,
                  "UPDATE payment SET state = 'canceled' WHERE payment_id = :payment");
  expect_reported("refunds_give_back_their_shares", kPartiallyCanceled,
                  "UPDATE ledger_entry SET amount_minor = amount_minor + CASE account WHEN "
                  "'fee_revenue' THEN 1 ELSE -1 END WHERE account IN ('fee_revenue', "
                  "'merchant_payable') AND amount_minor > 0 AND payment_id = :payment");
  expect_reported("refunds_give_back_their_shares", kPartiallyCanceled,
                  "UPDATE payment SET fee_refundable = false WHERE payment_id = :payment");
  expect_reported("refund_fits_its_cancel", kPartiallyCanceled,
                  "DELETE FROM refund WHERE payment_id = :payment");
  expect_reported("refund_fits_its_cancel", kPartiallyCanceled,
                  "UPDATE cancel SET state = 'in_progress' WHERE payment_id = :payment");
  expect_reported("refund_fits_its_cancel", kPartiallyCanceled,
                  "UPDATE refund SET amount_minor = 1 WHERE payment_id = :payment");
  expect_reported("done_cancel_has_its_transaction", kPartiallyCanceled,
                  "UPDATE cancel SET transaction_id = NULL WHERE payment_id = :payment");
  expect_reported("done_cancel_has_its_transaction", kPartiallyCanceled,
                  "UPDATE transaction SET type = 'CANCEL' WHERE type = 'REFUND' AND payment_id = "
                  ":payment");
  expect_reported("cancels_fit_the_tax_parts", kPartiallyCanceled,
                  "UPDATE cancel SET supplied_minor = 0, vat_minor = amount_minor WHERE "
                  "payment_id = :payment");
  expect_reported("voiding_owes_a_void", kPartiallyCanceled,
                  "UPDATE payment SET state = 'voiding' WHERE payment_id = :payment");
  expect_reported("refund_needs_a_person", kPartiallyCanceled,
                  "UPDATE refund SET state = 'alarmed' WHERE payment_id = :payment");
  expect_reported("refund_open_too_long", kPartiallyCanceled,
                  "UPDATE refund SET state = 'unknown', created_at = created_at - interval '61 "
                  "minutes' WHERE payment_id = :payment");
}

TEST_F(CheckInvariantsTest, TwoOpenAttempts) {
  world_.value("DROP INDEX attempt_one_open");
  expect_reported("one_open_attempt", PaymentState::kUnknown,
                  "CREATE TEMP TABLE copy AS SELECT * FROM attempt WHERE payment_id = :payment; "
                  "UPDATE copy SET attempt_id = gen_random_uuid(), state = 'sending', number = 2; "
                  "INSERT INTO attempt SELECT * FROM copy");
}

TEST_F(CheckInvariantsTest, ARequestThatStillRunsThoughItsAttemptHasEnded) {
  KnownPayment payment = world_.bring_to(PaymentState::kHeld);
  const auto attempt = world_.new_attempt();
  payment.attempt_id = attempt.id;
  payment.reversal_id = ReversalId::make(world_.now);
  world_.begin(payment.key, attempt, IdempotencyClaim{std::string(32, 's'), std::string(32, 'r')});
  EXPECT_EQ(names(), std::set<std::string>{});
  world_.approve(payment);
  EXPECT_EQ(names(), std::set<std::string>{});
  break_by(payment,
           "UPDATE idempotency SET state = 'running', outcome = NULL, snapshot = NULL WHERE "
           "payment_id = :payment");
  EXPECT_EQ(names(), std::set<std::string>{"running_request_has_an_open_attempt"});
}

TEST_F(CheckInvariantsTest, AViolationSaysWhichPaymentAndWhat) {
  const KnownPayment payment = world_.bring_to(PaymentState::kApproved);
  break_by(payment, "UPDATE payment SET balance_minor = 1 WHERE payment_id = :payment");
  const auto rows = world_.database().operators().read(
      {"check_invariants_whole", "SELECT * FROM check_invariants($1)"},
      db::Params().add(world_.now));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(db::text(rows[0], "check_name"), "balance_is_paid_minus_canceled");
  EXPECT_EQ(db::number(rows[0], "merchant_id"), world_.merchant_id.value);
  EXPECT_EQ(db::text(rows[0], "payment_id"), payment.key.payment_id.to_sql());
  EXPECT_EQ(db::text(rows[0], "detail"), "approved: total 11000, canceled 0, balance 1");
}

}  // namespace
}  // namespace pay200::test
