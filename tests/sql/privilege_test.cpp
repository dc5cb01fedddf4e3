// Least privilege, tried: no role but the owner writes a table, and nobody reads what is not
// theirs.

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

const std::string kPrograms[] = {"pay200_api", "pay200_link", "pay200_relay", "pay200_stream",
                                 "pay200_operator"};

class PrivilegeTest : public ::testing::Test {
 protected:
  /// "done", or PostgreSQL's word for why not.
  std::string attempt(const std::string& role, const std::string& sql) {
    try {
      world_.database().execute("SET search_path = pay200; SET ROLE " + role + "; " + sql);
      return "done";
    } catch (const std::runtime_error& error) {
      const std::string text = error.what();
      return text.find("permission denied") != std::string::npos ? "denied" : text;
    }
  }

  std::vector<std::string> lines(const std::string& sql) {
    std::vector<std::string> found;
    std::string rest = world_.value(sql);
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      found.push_back(rest.substr(0, end));
      rest = end == std::string::npos ? "" : rest.substr(end + 1);
    }
    return found;
  }

  PaymentWorld world_;
};

TEST_F(PrivilegeTest, NoProgramWritesAnyTable) {
  world_.bring_to(PaymentState::kApproved);
  const auto tables = lines("SELECT tablename FROM pg_tables WHERE schemaname = 'pay200'");
  ASSERT_GE(tables.size(), 17U);
  for (const std::string& role : kPrograms) {
    for (const std::string& table : tables) {
      EXPECT_EQ(world_.value("SELECT has_table_privilege('" + role + "', 'pay200." + table +
                             "', 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') OR "
                             "has_any_column_privilege('" +
                             role + "', 'pay200." + table + "', 'INSERT, UPDATE')"),
                "f")
          << role << " " << table;
    }
  }
}

TEST_F(PrivilegeTest, AnApiWorkerIsRefusedWhatItTries) {
  world_.bring_to(PaymentState::kApproved);
  EXPECT_EQ(attempt("pay200_api", "UPDATE payment SET state = 'approved'"), "denied");
  EXPECT_EQ(attempt("pay200_api", "DELETE FROM ledger_entry"), "denied");
  EXPECT_EQ(attempt("pay200_api", "UPDATE ledger_entry SET amount_minor = 1"), "denied");
  EXPECT_EQ(attempt("pay200_api", "DELETE FROM payment_event"), "denied");
  EXPECT_EQ(attempt("pay200_api", "INSERT INTO terminal VALUES ('a', 'b', 1)"), "denied");
  EXPECT_EQ(attempt("pay200_api", "TRUNCATE payment"), "denied");
  EXPECT_NE(attempt("pay200_api", "DROP TABLE payment"), "done");
  EXPECT_NE(attempt("pay200_api", "CREATE TABLE pay200.mine (i integer)"), "done");
  EXPECT_EQ(attempt("pay200_api", "SELECT 1 FROM merchant"), "done");
  EXPECT_EQ(attempt("pay200_api", "SELECT shopper_id, state FROM payment"), "denied");
  EXPECT_EQ(attempt("pay200_api", "SELECT pin_hmac FROM shopper"), "denied");
  EXPECT_EQ(attempt("pay200_api", "SELECT name FROM shopper"), "done");
  EXPECT_EQ(attempt("pay200_api", "DELETE FROM spent_challenge"), "denied");
  EXPECT_EQ(attempt("pay200_api", "UPDATE passkey SET sign_count = 0"), "denied");
}

TEST_F(PrivilegeTest, CardKeysAndWhatIsKeptOfRequestsAreNotTheApiWorkers) {
  EXPECT_EQ(attempt("pay200_api", "SELECT 1 FROM data_key"), "denied");
  EXPECT_EQ(attempt("pay200_api", "SELECT 1 FROM terminal"), "denied");
  EXPECT_EQ(attempt("pay200_api", "SELECT 1 FROM idempotency"), "denied");
  EXPECT_EQ(attempt("pay200_link", "SELECT 1 FROM data_key"), "done");
  EXPECT_EQ(attempt("pay200_relay", "SELECT 1 FROM data_key"), "denied");
  EXPECT_EQ(attempt("pay200_operator", "SELECT 1 FROM data_key"), "denied");
}

TEST_F(PrivilegeTest, TheOperatorSeesNeitherKeysNorCardsNorSecrets) {
  EXPECT_EQ(attempt("pay200_operator", "SELECT key_hash FROM api_key"), "denied");
  EXPECT_EQ(attempt("pay200_operator", "SELECT prefix, last_four FROM api_key"), "done");
  EXPECT_EQ(attempt("pay200_operator", "SELECT pan_ciphertext FROM attempt"), "denied");
  EXPECT_EQ(attempt("pay200_operator", "SELECT card_bin, card_last_four FROM attempt"), "done");
  EXPECT_EQ(attempt("pay200_operator", "SELECT 1 FROM card"), "denied");
  EXPECT_EQ(attempt("pay200_operator", "SELECT password_hash FROM shopper"), "denied");
  EXPECT_EQ(attempt("pay200_operator", "SELECT 1 FROM shopper_session"), "denied");
  EXPECT_EQ(attempt("pay200_operator", "SELECT password_hash FROM staff"), "denied");
  EXPECT_EQ(attempt("pay200_operator", "SELECT totp_ciphertext FROM staff"), "denied");
  EXPECT_EQ(attempt("pay200_operator", "SELECT login_id FROM staff"), "done");
  EXPECT_EQ(attempt("pay200_operator", "SELECT 1 FROM staff_session"), "denied");
  EXPECT_EQ(attempt("pay200_api", "SELECT code_hmac FROM staff_recovery_code"), "denied");
}

TEST_F(PrivilegeTest, TheRelayAndTheLinkSeeNoMoreThanTheyNeed) {
  EXPECT_EQ(attempt("pay200_relay", "SELECT pan_ciphertext FROM attempt"), "denied");
  EXPECT_EQ(attempt("pay200_relay", "SELECT deadline_at FROM attempt WHERE state = 'sending'"),
            "done");
  for (const char* role : {"pay200_relay", "pay200_link"}) {
    EXPECT_EQ(attempt(role, "SELECT 1 FROM shopper"), "denied");
    EXPECT_EQ(attempt(role, "SELECT 1 FROM card"), "denied");
    EXPECT_EQ(attempt(role, "SELECT 1 FROM staff"), "denied");
    EXPECT_EQ(attempt(role, "SELECT 1 FROM passkey"), "denied");
    EXPECT_EQ(attempt(role, "SELECT 1 FROM api_key"), "denied");
  }
  EXPECT_EQ(attempt("pay200_link", "SELECT 1 FROM payment"), "denied");
}

TEST_F(PrivilegeTest, TheStreamsReadEventsThroughTheirFunctionAndNothingElse) {
  for (const char* table : {"payment", "payment_event", "attempt", "api_key", "shopper", "card"}) {
    EXPECT_EQ(attempt("pay200_stream", std::string("SELECT 1 FROM ") + table), "denied") << table;
  }
  EXPECT_EQ(attempt("pay200_stream", "SELECT 1 FROM events_of_payments('{}', '{}', '{}')"), "done");
  EXPECT_EQ(attempt("pay200_stream", "SELECT 1 FROM merchant_origin"), "done");
}

TEST_F(PrivilegeTest, WhatTransitionsShareIsNobodysToCall) {
  const auto open = lines(
      "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
      "WHERE n.nspname = 'pay200' AND p.proname IN ('write_event', 'finish_idempotency', "
      "'find_idempotency', 'cancel_unmoved', 'complete_void', 'abort_reversed_payment', "
      "'record_late_approval', 'lapse_payment', 'use_passkey', 'lock_attempt', 'lock_reversal', "
      "'complete_staff_session', 'keep_recovery_codes', 'is_last_owner', 'record_act', "
      "'commit_durably', 'approve_again', 'void_approval', 'write_events', 'payment_snapshots', "
      "'begin_otherwise', 'create_otherwise', 'take_order', 'scan_again') "
      "AND ("
      "has_function_privilege('pay200_api', p.oid, 'EXECUTE') OR "
      "has_function_privilege('pay200_link', p.oid, 'EXECUTE') OR "
      "has_function_privilege('pay200_relay', p.oid, 'EXECUTE') OR "
      "has_function_privilege('pay200_stream', p.oid, 'EXECUTE') OR "
      "has_function_privilege('pay200_operator', p.oid, 'EXECUTE'))");
  EXPECT_EQ(open, std::vector<std::string>{});
}

TEST_F(PrivilegeTest, EachProgramCallsItsOwnTransitionsOnly) {
  const auto may = [this](const std::string& role, const std::string& function) {
    return world_.value("SELECT bool_or(has_function_privilege('" + role +
                        "', oid, 'EXECUTE')) FROM pg_proc WHERE proname = '" + function + "'");
  };
  EXPECT_EQ(may("pay200_api", "approve_payments"), "t");
  EXPECT_EQ(may("pay200_relay", "approve_payments"), "f");
  EXPECT_EQ(may("pay200_link", "approve_payments"), "f");
  EXPECT_EQ(may("pay200_operator", "approve_payments"), "f");
  EXPECT_EQ(may("pay200_api", "issue_api_key"), "t") << "for the back office";
  EXPECT_EQ(may("pay200_api", "reset_staff"), "f");
  EXPECT_EQ(may("pay200_api", "lock_staff"), "f");
  EXPECT_EQ(may("pay200_operator", "pass_totp"), "f");
  EXPECT_EQ(may("pay200_operator", "open_staff_session"), "f");
  EXPECT_EQ(may("pay200_relay", "add_member"), "f");
  EXPECT_EQ(may("pay200_api", "add_merchant"), "f");
  EXPECT_EQ(may("pay200_link", "reserve_stans"), "t");
  EXPECT_EQ(may("pay200_api", "reserve_stans"), "f");
  for (const char* of_link :
       {"begin_resealing", "pans_to_reseal", "reseal_pans", "rewrap_data_key"}) {
    EXPECT_EQ(may("pay200_link", of_link), "t") << of_link;
    EXPECT_EQ(may("pay200_operator", of_link), "f") << of_link;
    EXPECT_EQ(may("pay200_api", of_link), "f") << of_link;
  }
  for (const char* of_operator :
       {"ask_vault_rotation", "retire_data_keys", "sealed_by_version", "sealed_webhook_secrets",
        "reseal_webhook_secret", "reseal_payout_account"}) {
    EXPECT_EQ(may("pay200_operator", of_operator), "t") << of_operator;
    EXPECT_EQ(may("pay200_link", of_operator), "f") << of_operator;
    EXPECT_EQ(may("pay200_api", of_operator), "f") << of_operator;
    EXPECT_EQ(may("pay200_relay", of_operator), "f") << of_operator;
  }
  EXPECT_EQ(may("pay200_operator", "check_invariants"), "t");
  EXPECT_EQ(may("pay200_api", "check_invariants"), "f");
}

// A definer's function that read what its caller has made would do as the owner what the caller
// says.
TEST_F(PrivilegeTest, NothingOfAnOperatorsOwnIsReadAsTheOwner) {
  for (const std::string& role : kPrograms) {
    EXPECT_EQ(world_.value("SELECT has_database_privilege('" + role +
                           "', current_database(), 'TEMPORARY')"),
              "f")
        << role;
  }
  // And should it be theirs after all:
  world_.value(
      "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO pay200_operator', "
      "current_database()); END $$");
  const std::string fund =
      "CREATE TEMP VIEW clearing_sum AS SELECT 1::bigint AS merchant_id, 100::bigint AS "
      "amount_minor, 0::bigint AS fee_minor; GRANT SELECT ON clearing_sum TO pay200_owner; SELECT "
      "fund_cleared(gen_random_uuid(), 'sandbox', '2026-11-23', 'F1', '', 0, 0, 'nobody', now())";
  const std::string why = "no step before this one has made clearing_";
  EXPECT_NE(attempt("pay200_operator", fund).find(why), std::string::npos);
  EXPECT_NE(attempt("pay200_operator",
                    "CREATE TEMP TABLE clearing_record (line integer); SELECT "
                    "match_clearing_file(gen_random_uuid(), 'sandbox', '2026-11-23', now(), 0)")
                .find(why),
            std::string::npos);
  EXPECT_NE(attempt("pay200_operator",
                    "CREATE TEMP TABLE clearing_rest (line integer); SELECT "
                    "sort_clearing_rest(gen_random_uuid(), 'sandbox', '2026-11-23', now())")
                .find(why),
            std::string::npos);
  EXPECT_NE(attempt("pay200_operator",
                    "CREATE TEMP TABLE clearing_missing (merchant_id bigint); SELECT "
                    "list_missing(gen_random_uuid(), 'sandbox', '2026-11-23', now(), now())")
                .find(why),
            std::string::npos);
  EXPECT_EQ(world_.value("SELECT count(*) FROM ledger_entry"), "0");
}

TEST_F(PrivilegeTest, EveryDefinersFunctionFixesItsSearchPath) {
  EXPECT_EQ(lines("SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
                  "WHERE n.nspname = 'pay200' AND p.prosecdef AND NOT coalesce(p.proconfig @> "
                  "ARRAY['search_path=pay200, pg_temp'], false)"),
            std::vector<std::string>{});
}

}  // namespace
}  // namespace pay200::test
