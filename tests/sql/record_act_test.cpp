// Who writes an act down, and that each act of an operator's is.

#include <gtest/gtest.h>
#include <set>
#include <stdexcept>
#include <string>

#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

const char* const kKey = "'01890000-0000-7000-8000-000000000001'";
const char* const kStaff = "'01890000-0000-7000-8000-000000000002'";

class RecordActTest : public ::testing::Test {
 protected:
  /// As the role itself, not the superuser in its clothes: session_user counts.
  void as(const std::string& role, const std::string& sql) {
    world_.database().execute("SET SESSION AUTHORIZATION " + role + "; SET search_path = pay200; " +
                              sql);
  }
  std::string issue(const std::string& more = "") {
    return std::string("SELECT issue_api_key(") + kKey + ", '\\x00', " + merchant_ +
           ", 'secret', 'test_sk_', 'abcd', now()" + more + ")";
  }
  /// Of the last act, but for the merchant's own beginning.
  std::string last(const std::string& column) {
    return world_.value("SELECT " + column +
                        " FROM (SELECT * FROM pay200.audit_act WHERE verb <> 'add' "
                        "ORDER BY at DESC LIMIT 1) latest");
  }

  PaymentWorld world_;
  std::string merchant_ = std::to_string(world_.merchant_id.value);
};

TEST_F(RecordActTest, NobodyWritesAnActButTheActItself) {
  for (const char* role :
       {"pay200_api", "pay200_link", "pay200_relay", "pay200_stream", "pay200_operator"}) {
    for (const char* sql :
         {"UPDATE audit_act SET actor = 'x'", "DELETE FROM audit_act", "TRUNCATE audit_act",
          "INSERT INTO audit_act SELECT * FROM audit_act", "UPDATE audit_head SET seq = 0",
          "DELETE FROM audit_head", "SELECT record_act(1, NULL, 'x', 'key', 'issue', 'x', NULL)"}) {
      try {
        as(role, sql);
        ADD_FAILURE() << role << ": " << sql;
      } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("permission denied"), std::string::npos)
            << error.what();
      }
    }
  }
}

TEST_F(RecordActTest, AnOperatorIsKnownByTheNameThatPgctlConnectsWith) {
  as("pay200_operator", "SET application_name = 'pgctl:mina'; " + issue());
  EXPECT_EQ(last("actor_kind || ' ' || actor || ' ' || noun || ' ' || verb"),
            "operator mina key issue");
}

TEST_F(RecordActTest, WhoeverElseUsesTheOperatorsRoleIsKnownByThat) {
  as("pay200_operator", issue());
  EXPECT_EQ(last("actor"), "pay200_operator");
}

TEST_F(RecordActTest, AWorkersCallIsAnActOfTheStaffThatItNamesAndElseNone) {
  as("pay200_api", "SET application_name = 'pgctl:mallory'; " + issue());
  EXPECT_EQ(last("count(*)"), "0") << "a shop's, by its key";
  as("pay200_api", std::string("SELECT revoke_api_key(") + kKey + ", now(), " + kStaff + ")");
  EXPECT_EQ(last("actor_kind || ' ' || verb"), "staff revoke");
  EXPECT_EQ("'" + last("actor") + "'", kStaff);
}

TEST_F(RecordActTest, AnActIsThereOrNotWithWhatItDid) {
  as("pay200_operator", "BEGIN; " + issue() + "; ROLLBACK");
  EXPECT_EQ(last("count(*)"), "0");
  as("pay200_operator", issue());
  as("pay200_operator", issue());
  EXPECT_EQ(world_.value("SELECT count(*) FROM pay200.audit_act WHERE verb = 'issue'"), "1")
      << "called again after a broken connection, it is no second act";
}

TEST_F(RecordActTest, NoSecretIsInARow) {
  as("pay200_operator", issue());
  as("pay200_operator", "SELECT create_shopper(" + std::string(kStaff) +
                            ", 'test', 's@example.com', 'S', 'the-hash', 'the-pin', now())");
  const std::string all = world_.value("SELECT string_agg(a::text, ' ') FROM pay200.audit_act a");
  for (const char* secret : {"the-hash", "7468652d70696e", "s@example.com"}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  }
}

TEST_F(RecordActTest, APaymentTouchesNoChain) {
  const std::string before =
      world_.value("SELECT count(*) || ' ' || sum(seq) FROM pay200.audit_head");
  world_.bring_to(PaymentState::kApproved);
  world_.bring_to(PaymentState::kCanceled);
  EXPECT_EQ(world_.value("SELECT count(*) || ' ' || sum(seq) FROM pay200.audit_head"), before);
}

/// What an operator may call and that is written down elsewhere, or is no act.
const std::set<std::string> kNoActs = {
    // What becomes of a refund or a cancel that an operator began, which is the act.
    "acknowledge_reversal", "claim_refund", "claim_reversal", "complete_refund",
    "mark_refund_unknown", "refund_instead", "refuse_refund", "refuse_reversal", "release_refund",
    // pgctl webhook listen, as the relay.
    "claim_webhooks", "record_webhook_attempt",
    // The steps of a reconciliation (fund_cleared writes it down) and what it finds.
    "take_reconciliation_lease", "make_clearing_record", "match_clearing_file",
    "sort_clearing_rest", "list_missing", "decide_item", "finish_reconciliation", "lapse_dispute",
    // A settlement is computed from what is there; nobody chooses anything (send_payout does).
    "take_settlement_lease", "end_settlement_lease", "settle_business_day",
    "note_settled_reconciliations", "note_settlement_run"};

TEST_F(RecordActTest, WhateverAnOperatorMayChangeIsWrittenDown) {
  const std::string names = world_.value(
      "SELECT coalesce(string_agg(DISTINCT proname, ' '), '') || ' ' FROM pg_proc p "
      "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'pay200' "
      "AND provolatile = 'v' AND has_function_privilege('pay200_operator', p.oid, 'EXECUTE') "
      "AND prosrc NOT LIKE '%record_act%'");
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = names.find(' ', begin)) != std::string::npos; begin = end + 1) {
    const std::string name = names.substr(begin, end - begin);
    EXPECT_TRUE(name.empty() || kNoActs.count(name) != 0)
        << name << " changes something, and no record_act says who did it";
  }
}

}  // namespace
}  // namespace pay200::test
