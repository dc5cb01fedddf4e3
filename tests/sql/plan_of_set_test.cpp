#include "tests/sql/transition_set.hpp"

namespace pay200::test {
namespace {

/// Many more of what there is, in no time.
constexpr const char* kMany = R"(
  INSERT INTO payment SELECT (jsonb_populate_record(NULL::payment, o.row || jsonb_build_object(
      'payment_id', gen_random_uuid()))).*
    FROM (SELECT to_jsonb(t) AS row FROM payment t LIMIT 1) o, generate_series(1, 1000);
  INSERT INTO payment_order SELECT merchant_id, payment_id::text, payment_id, true FROM payment;
  INSERT INTO attempt SELECT (jsonb_populate_record(NULL::attempt, o.row || jsonb_build_object(
      'attempt_id', gen_random_uuid(), 'payment_id', gen_random_uuid()))).*
    FROM (SELECT to_jsonb(t) AS row FROM attempt t LIMIT 1) o, generate_series(1, 1000);
  INSERT INTO transaction SELECT (jsonb_populate_record(NULL::transaction, o.row || jsonb_build_object(
      'transaction_id', gen_random_uuid(), 'payment_id', gen_random_uuid()))).*
    FROM (SELECT to_jsonb(t) AS row FROM transaction t LIMIT 1) o, generate_series(1, 1000);
  INSERT INTO payment_event SELECT (jsonb_populate_record(NULL::payment_event, o.row || jsonb_build_object(
      'event_id', gen_random_uuid(), 'payment_id', gen_random_uuid()))).*
    FROM (SELECT to_jsonb(t) AS row FROM payment_event t LIMIT 1) o, generate_series(1, 1000);
  INSERT INTO idempotency SELECT (jsonb_populate_record(NULL::idempotency, o.row || jsonb_build_object(
      'scope', '\x' || encode(sha256(n::text::bytea), 'hex')))).*
    FROM (SELECT to_jsonb(t) AS row FROM idempotency t LIMIT 1) o, generate_series(1, 1000) n;
)";

/// And as many in the states that sets look for, where there is one.
constexpr const char* kManyMore = R"(
  INSERT INTO payment SELECT (jsonb_populate_record(NULL::payment, o.row || jsonb_build_object(
      'payment_id', gen_random_uuid()))).*
    FROM (SELECT to_jsonb(t) AS row FROM payment t WHERE state = 'ready' LIMIT 1) o, generate_series(1, 1000);
  INSERT INTO attempt SELECT (jsonb_populate_record(NULL::attempt, o.row || jsonb_build_object(
      'attempt_id', gen_random_uuid(), 'payment_id', gen_random_uuid()))).*
    FROM (SELECT to_jsonb(t) AS row FROM attempt t WHERE state = 'sending' LIMIT 1) o, generate_series(1, 1000);
)";

/// Counted at a time when nobody was about to pay, as on a quiet night.
constexpr const char* kCountedInTheNight = R"(
  INSERT INTO payment SELECT (jsonb_populate_record(NULL::payment, o.row || jsonb_build_object(
      'payment_id', gen_random_uuid()))).*
    FROM (SELECT to_jsonb(t) AS row FROM payment t WHERE state = 'approved' LIMIT 1) o, generate_series(1, 1000);
  INSERT INTO attempt SELECT (jsonb_populate_record(NULL::attempt, o.row || jsonb_build_object(
      'attempt_id', gen_random_uuid(), 'payment_id', p.payment_id))).*
    FROM (SELECT to_jsonb(t) AS row FROM attempt t WHERE state = 'approved' LIMIT 1) o,
      (SELECT payment_id FROM payment WHERE state = 'approved' OFFSET 1) p;
  CREATE TEMP TABLE about_to_pay AS SELECT payment_id, state FROM payment WHERE state <> 'approved';
  CREATE TEMP TABLE under_way AS SELECT attempt_id, state FROM attempt WHERE state <> 'approved';
  UPDATE payment SET state = 'expired' WHERE state <> 'approved';
  UPDATE attempt SET state = 'approved' WHERE state <> 'approved';
  ANALYZE;
  UPDATE payment p SET state = a.state FROM about_to_pay a WHERE a.payment_id = p.payment_id;
  UPDATE attempt p SET state = a.state FROM under_way a WHERE a.attempt_id = p.attempt_id;
)";

/// In one session: the plans are made while there is one payment besides the sets', and are used
/// again when there are thousands that nobody has counted.
class PlanOfSetTest : public TransitionSetFixture, public testing::WithParamInterface<const char*> {
 protected:
  PlanOfSetTest() { approved(authorizing_with_key()); }

  void expect_reads_by_key(const std::string& function, const std::vector<SetCall>& calls) {
    SCOPED_TRACE(function);
    constexpr int kRowsOfACall = 30;
    const auto middle = calls.begin() + static_cast<std::ptrdiff_t>(calls.size() / 2);
    const std::string read =
        "SELECT relname, seq_tup_read + idx_tup_fetch AS rows FROM pg_stat_xact_user_tables "
        "WHERE schemaname = 'pay200'";
    const std::string told = world_.value(
        "BEGIN; " + std::string(GetParam()) + "; SELECT FROM " +
        on_set(function, {calls.begin(), middle}) + ";" + kMany + kManyMore +
        "CREATE TEMP TABLE before AS " + read + "; SELECT FROM " +
        on_set(function, {middle, calls.end()}) +
        "; SELECT 'read:' || sum(r.rows - b.rows) || string_agg(' ' || relname || ' ' || (r.rows - "
        "b.rows), '') FROM (" +
        read + ") r JOIN before b USING (relname) WHERE r.rows > b.rows; ROLLBACK");
    const std::string rows = told.substr(told.rfind("read:") + 5);
    EXPECT_LT(std::stoi(rows), kRowsOfACall * (calls.end() - middle)) << rows;
  }
};

TEST_P(PlanOfSetTest, CreationsReadByKey) {
  expect_reads_by_key("create_payments", many(8, [&] {
                        const auto payment = world_.new_payment();
                        return create(payment, key_of(payment.key.payment_id));
                      }));
}

TEST_P(PlanOfSetTest, ScansReadByKey) { expect_reads_by_key("scan_payments", scans(8)); }

TEST_P(PlanOfSetTest, BeginningsReadByKey) {
  expect_reads_by_key("begin_attempts", many(8, [&] {
                        const auto held = world_.bring_to(PaymentState::kHeld);
                        return begin(held.key, {.claim = key_of(held.key.payment_id)});
                      }));
}

TEST_P(PlanOfSetTest, ApprovalsReadByKey) {
  expect_reads_by_key("approve_payments", many(8, [&] { return approve(authorizing_with_key()); }));
}

INSTANTIATE_TEST_SUITE_P(Statistics, PlanOfSetTest,
                         testing::Values("", "ANALYZE", kCountedInTheNight));

}  // namespace
}  // namespace pay200::test
