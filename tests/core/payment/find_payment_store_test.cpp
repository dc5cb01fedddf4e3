// A payment read by find_payments and by payment_snapshot must be the same, or one of them has
// drifted.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/payment/payment_store.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using test::PaymentWorld;

class Told {
 public:
  Told& add(std::string_view text) {
    text_.append(text).append("|");
    return *this;
  }
  Told& add(std::int64_t number) { return add(std::to_string(number)); }
  Told& add(Time time) { return add(to_sql(time)); }
  Told& add(const TaxParts& tax) {
    return add(tax.supplied_minor).add(tax.vat_minor).add(tax.tax_free_minor);
  }
  template <class Tag>
  Told& add(const TypedUuid<Tag>& id) {
    return add(id.to_sql());
  }
  template <class T>
  Told& add(const std::optional<T>& value) {
    return value ? add(*value) : add(std::string_view("-"));
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

/// Everything that Payment has.
std::string told(const Payment& payment) {
  Told told;
  told.add(to_text(payment.key)).add(payment.merchant_name).add(payment.live);
  told.add(payment.order_id).add(payment.order_name).add(payment.customer_name);
  told.add(payment.total.amount_minor).add(payment.balance.amount_minor).add(payment.tax);
  told.add(to_text(payment.total.currency)).add(to_text(payment.balance.currency));
  told.add(payment.fee.basis_points).add(payment.fee.fixed_minor).add(payment.fee.refundable);
  told.add(to_text(payment.state)).add(payment.shop_confirms);
  told.add(payment.installment_least).add(payment.installment_most).add(payment.shopper_id);
  told.add(payment.failure ? wire_name(*payment.failure) : "-");
  told.add(payment.requested_at).add(payment.expires_at);
  told.add(payment.hold_expires_at).add(payment.approved_at).add(payment.last_transaction_id);
  for (const AttemptView& attempt : payment.attempts) {
    told.add("\nattempt").add(attempt.id).add(attempt.number).add(attempt.state);
    told.add(attempt.acquirer).add(attempt.bin).add(attempt.last_four).add(attempt.brand);
    told.add(attempt.rrn).add(attempt.installment_months).add(attempt.response_code);
    told.add(attempt.approval_code).add(attempt.started_at).add(attempt.finished_at);
  }
  for (const CancelView& cancel : payment.cancels) {
    told.add("\ncancel").add(cancel.id).add(cancel.amount.amount_minor).add(cancel.reason);
    told.add(cancel.state).add(cancel.type).add(cancel.tax).add(cancel.requested_by);
    told.add(cancel.by_operator).add(cancel.moved).add(cancel.requested_at);
    told.add(cancel.finished_at).add(cancel.transaction_id).add(cancel.response_code);
  }
  for (const TimelineEntry& entry : payment.timeline) {
    told.add("\nevent").add(entry.at).add(entry.event).add(entry.state);
    told.add(nlohmann::json::parse(entry.detail).dump());
  }
  return told.take();
}

class FindPaymentStoreTest : public ::testing::Test {
 protected:
  void expect_same(const PaymentKey& key) {
    const auto read = find(key);
    ASSERT_TRUE(read);
    const auto snapshot =
        world_.value("SELECT payment_snapshot(" + std::to_string(key.merchant_id.value) + ", '" +
                     key.payment_id.to_sql() + "')");
    EXPECT_EQ(told(*read), told(payment_from_snapshot(nlohmann::json::parse(snapshot))));
  }
  std::optional<Payment> find(const PaymentKey& key) {
    return payment_store::find_payment(world_.api(), key);
  }

  PaymentWorld world_;
};

TEST_F(FindPaymentStoreTest, InEveryStateARowSaysWhatTheSnapshotSays) {
  for (const PaymentState state : all_payment_states()) {
    SCOPED_TRACE(to_text(state));
    expect_same(world_.bring_to(state).key);
  }
}

TEST_F(FindPaymentStoreTest, ManyAttemptsAndCancelsComeInTheirOrder) {
  auto payment = world_.bring_to(PaymentState::kAuthorizing);
  world_.decline(payment);
  auto second = world_.new_attempt();
  ASSERT_EQ(world_.begin(payment.key, second).outcome, "started");
  payment.attempt_id = second.id;
  ASSERT_EQ(world_.approve(payment).outcome, "approved");
  for (int i = 0; i < 3; ++i) {
    world_.now += std::chrono::seconds(1);
    auto refund = world_.owe_refund(payment, 1'000);
    ASSERT_TRUE(world_.claim_refund(refund));
    if (i == 1) {
      world_.refuse_refund(refund, "61");
    } else {
      world_.execute_refund(refund);
    }
  }
  expect_same(payment.key);
  const Payment read = find(payment.key).value();
  EXPECT_EQ(read.attempts.size(), 2U);
  EXPECT_EQ(read.cancels.size(), 3U);
}

/// Two merchants' payments, one that is not there, and one asked for twice.
TEST_F(FindPaymentStoreTest, OfSeveralEachHasItsOwnPlace) {
  const PaymentKey one = world_.bring_to(PaymentState::kApproved).key;
  world_.database().execute(
      "INSERT INTO pay200.merchant SELECT (jsonb_populate_record(m, '{\"merchant_id\": 77}')).* "
      "FROM pay200.merchant m LIMIT 1");
  world_.merchant_id = MerchantId{77};
  const PaymentKey two = world_.bring_to(PaymentState::kHeld).key;
  const std::string a = std::to_string(one.merchant_id.value);
  const std::string b = std::to_string(two.merchant_id.value);
  const std::string found = world_.value(
      "SELECT string_agg(place || ' ' || t3, ', ' ORDER BY place) FROM find_payments(ARRAY[" + b +
      ", " + a + ", " + a + ", " + b + "], ARRAY['" + two.payment_id.to_sql() + "', '" +
      two.payment_id.to_sql() + "', '" + one.payment_id.to_sql() + "', '" +
      two.payment_id.to_sql() + "']::uuid[]) WHERE kind = 'payment'");
  const std::string order_one = find(one).value().order_id;
  const std::string order_two = find(two).value().order_id;
  EXPECT_EQ(found, "1 " + order_two + ", 3 " + order_one + ", 4 " + order_two);
}

TEST_F(FindPaymentStoreTest, AnothersPaymentIsNotFound) {
  PaymentKey key = world_.bring_to(PaymentState::kReady).key;
  key.merchant_id.value += 1;
  EXPECT_FALSE(find(key));
  key.merchant_id.value -= 1;
  key.payment_id = PaymentId::make(world_.now);
  EXPECT_FALSE(find(key));
}

}  // namespace
}  // namespace pay200
