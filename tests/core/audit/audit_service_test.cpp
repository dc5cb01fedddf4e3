#include "core/audit/audit_service.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "core/api_key/api_key_service.hpp"
#include "core/merchant/merchant_service.hpp"
#include "tests/support/test_database.hpp"

namespace pay200 {
namespace {

class AuditServiceTest : public testing::Test {
 protected:
  AuditServiceTest() {
    MerchantService merchants(database_.operators(), system_clock());
    for (const char* name : {"한빛서점", "달빛 카페"}) {
      MerchantService::NewMerchant wanted;
      wanted.name = name;
      wanted.business_number = "220-81-62517";
      merchants_.push_back(merchants.add_merchant(wanted)->id);
    }
    ApiKeyService keys(database_.operators(), system_clock());
    for (int i = 0; i < kKeys; ++i) {
      EXPECT_TRUE(keys.issue_api_key(merchants_[0], KeyKind::kSecret));
    }
  }

  using Heads = std::map<AuditChainId, AuditHead>;
  AuditService::Verified verify(const Heads& kept = {}) {
    return audit_.verify(kept, [](std::int64_t) {});
  }
  /// "3 was changed, or moved" of the first merchant's chain; "" if it is whole.
  std::string fault(const Heads& kept = {}) {
    std::string text;
    for (const AuditFault& one : verify(kept).faults) {
      EXPECT_EQ(one.chain, AuditChainId(merchants_[0])) << one.what;
      text += std::to_string(one.seq) + " " + one.what;
    }
    return text;
  }
  /// As the superuser; $M is the first merchant.
  void execute(std::string sql) {
    for (std::size_t at = 0; (at = sql.find("$M", at)) != std::string::npos;) {
      sql.replace(at, 2, std::to_string(merchants_[0].value));
    }
    database_.execute("SET search_path = pay200; " + sql);
  }
  std::vector<std::string> found(const AuditFilter& filter) {
    std::vector<std::string> lines;
    for (const AuditAct& act : audit_.list(filter).acts) lines.push_back(act.noun + " " + act.verb);
    return lines;
  }

  static constexpr int kKeys = 5;
  test::TestDatabase database_;
  std::vector<MerchantId> merchants_;
  AuditService audit_{database_.operators()};
};

TEST_F(AuditServiceTest, WhatNobodyTouchedIsWhole) {
  const auto verified = verify();
  EXPECT_TRUE(verified.faults.empty());
  EXPECT_EQ(verified.rows, 2 + kKeys);
  EXPECT_EQ(verified.heads.size(), 3U) << "two merchants', and what is no merchant's";
  EXPECT_EQ(verified.heads.at(merchants_[0]).seq, 1 + kKeys);
  EXPECT_EQ(verified.heads.at(std::nullopt).seq, 0);
}

TEST_F(AuditServiceTest, EachColumnThatIsEditedIsFound) {
  for (const char* change :
       {"actor = 'mallory'", "actor_kind = 'staff'", "noun = 'payment'", "verb = 'revoke'",
        "subject = 'x'", "details = '{\"kind\": \"client\"}'", "at = at + interval '1 microsecond'",
        "act_id = gen_random_uuid()", "hash = sha256(hash)"}) {
    execute("CREATE TABLE kept AS SELECT * FROM audit_act");
    execute(std::string("UPDATE audit_act SET ") + change + " WHERE merchant_id = $M AND seq = 3");
    EXPECT_EQ(fault(), "3 was changed, or moved") << change;
    execute("DELETE FROM audit_act; INSERT INTO audit_act SELECT * FROM kept; DROP TABLE kept");
    EXPECT_EQ(fault(), "");
  }
}

TEST_F(AuditServiceTest, ARowThatIsMadeToFitItselfLeavesTheNextOneUnfit) {
  execute("UPDATE audit_act SET actor = 'mallory' WHERE merchant_id = $M AND seq = 3");
  execute(
      "UPDATE audit_act a SET hash = sha256((SELECT hash FROM audit_act WHERE merchant_id = $M AND "
      "seq = 2) || audit_content(a)) WHERE merchant_id = $M AND seq = 3");
  EXPECT_EQ(fault(), "4 was changed, or moved");
}

TEST_F(AuditServiceTest, ARowThatIsRemovedIsFound) {
  execute("DELETE FROM audit_act WHERE merchant_id = $M AND seq = 2");
  EXPECT_EQ(fault(), "2 is missing");
}

TEST_F(AuditServiceTest, TwoRowsThatChangedPlacesAreFound) {
  execute("UPDATE audit_act SET seq = 100 WHERE merchant_id = $M AND seq = 2");
  execute("UPDATE audit_act SET seq = 2 WHERE merchant_id = $M AND seq = 3");
  execute("UPDATE audit_act SET seq = 3 WHERE merchant_id = $M AND seq = 100");
  EXPECT_EQ(fault(), "2 was changed, or moved");
}

TEST_F(AuditServiceTest, ACutTailDoesNotFitToTheEnd) {
  execute("DELETE FROM audit_act WHERE merchant_id = $M AND seq > 4");
  EXPECT_EQ(fault(), "5 is missing, and all behind it");
}

TEST_F(AuditServiceTest, ATailThatIsCutWithItsEndIsFoundByAHeadThatWasKept) {
  const Heads kept = verify().heads;
  execute(
      "DELETE FROM audit_act WHERE merchant_id = $M AND seq > 4; UPDATE audit_head h SET seq = 4, "
      "hash = a.hash FROM audit_act a WHERE h.merchant_id = $M AND a.merchant_id = $M AND a.seq = "
      "4");
  EXPECT_EQ(fault(), "") << "nothing here can know";
  EXPECT_EQ(fault(kept), "5 is missing: the chain was longer when its end was kept");
}

TEST_F(AuditServiceTest, AChainThatIsWrittenAnewIsFoundByAHeadThatWasKept) {
  const Heads kept = verify().heads;
  execute(R"(
    DO $$ DECLARE a audit_act; h bytea := decode(repeat('00', 32), 'hex');
    BEGIN
      UPDATE audit_act SET actor = 'mallory' WHERE merchant_id = $M AND seq = 3;
      FOR a IN SELECT * FROM audit_act WHERE merchant_id = $M ORDER BY seq LOOP
        h := sha256(h || audit_content(a));
        UPDATE audit_act SET hash = h WHERE merchant_id = $M AND seq = a.seq;
      END LOOP;
      UPDATE audit_head SET hash = h WHERE merchant_id = $M;
    END $$)");
  EXPECT_EQ(fault(), "");
  EXPECT_EQ(fault(kept), "6 is another than when the end was kept");
}

TEST_F(AuditServiceTest, AWholeChainThatIsGoneIsFound) {
  const Heads kept = verify().heads;
  execute(
      "DELETE FROM audit_act WHERE merchant_id = $M; DELETE FROM audit_head WHERE merchant_id = "
      "$M");
  EXPECT_EQ(fault(), "1 cannot be told: the chain's end was taken away");
  EXPECT_THROW((void)ApiKeyService(database_.operators(), system_clock())
                   .issue_api_key(merchants_[0], KeyKind::kClient),
               std::exception)
      << "no chain begins anew in silence";
  execute(
      "DELETE FROM api_key WHERE merchant_id = $M; DELETE FROM merchant WHERE merchant_id = $M");
  EXPECT_EQ(fault(), "");
  EXPECT_EQ(fault(kept), "1 is missing, with the whole chain");
}

TEST_F(AuditServiceTest, ARowBehindTheEndIsFound) {
  execute(
      "INSERT INTO audit_act SELECT merchant_id, seq + 1, gen_random_uuid(), at, actor_kind, "
      "actor, "
      "noun, verb, subject, details, hash FROM audit_act WHERE merchant_id = $M AND seq = 6");
  EXPECT_THAT(fault(), testing::StartsWith("7 is behind the end of the chain"));
}

TEST_F(AuditServiceTest, AHeadThatWasKeptStillFitsWhenMoreHasBeenDone) {
  const Heads kept = verify().heads;
  ApiKeyService(database_.operators(), system_clock())
      .issue_api_key(merchants_[0], KeyKind::kClient)
      .value();
  EXPECT_EQ(fault(kept), "");
}

TEST_F(AuditServiceTest, ActsAtOnceMakeOneChain) {
  constexpr int kAtOnce = 4, kEach = 10;
  std::vector<std::thread> threads;
  for (int i = 0; i < kAtOnce; ++i) {
    threads.emplace_back([this] {
      ApiKeyService keys(database_.operators(), system_clock());
      for (int k = 0; k < kEach; ++k) {
        EXPECT_TRUE(keys.issue_api_key(merchants_[0], KeyKind::kSecret));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(fault(), "");
  EXPECT_EQ(verify().heads.at(merchants_[0]).seq, 1 + kKeys + kAtOnce * kEach);
}

TEST_F(AuditServiceTest, MoreThanABatchIsVerified) {
  execute(
      "DO $$ BEGIN FOR i IN 1..2500 LOOP PERFORM record_act($M, NULL, 'a', 'key', 'issue', "
      "i::text, "
      "NULL); END LOOP; END $$");
  std::vector<std::int64_t> told;
  EXPECT_EQ(audit_.verify({}, [&told](std::int64_t rows) { told.push_back(rows); }).rows,
            2 + kKeys + 2'500);
  EXPECT_GE(told.size(), 3U);
  execute("UPDATE audit_act SET verb = 'x' WHERE merchant_id = $M AND seq = 2001");
  EXPECT_EQ(fault(), "2001 was changed, or moved");
}

TEST_F(AuditServiceTest, TheListIsNewestFirstByActorNounMerchantAndDate) {
  execute("SELECT record_act($M, NULL, 'bob', 'merchant', 'suspend', 'x', NULL)");
  AuditFilter filter;
  EXPECT_EQ(found(filter).front(), "merchant suspend");
  filter.actor = "bob";
  EXPECT_EQ(found(filter), std::vector<std::string>{"merchant suspend"});
  filter = {};
  filter.noun = "key";
  EXPECT_EQ(found(filter).size(), kKeys);
  filter = {};
  filter.merchant_id = merchants_[1];
  EXPECT_EQ(found(filter), std::vector<std::string>{"merchant add"});
  filter.from = system_clock().now() + std::chrono::hours(1);
  EXPECT_TRUE(found(filter).empty());
  filter.to = filter.from;
  filter.from = std::nullopt;
  EXPECT_EQ(found(filter).size(), 1U);
}

TEST_F(AuditServiceTest, PagesFollowOneAnotherWithoutGapOrDouble) {
  AuditFilter filter;
  filter.limit = 3;
  std::vector<AuditActId> ids;
  for (bool more = true; more;) {
    const AuditPage page = audit_.list(filter);
    for (const AuditAct& act : page.acts) ids.push_back(act.id);
    more = page.has_more;
    filter.after = page.acts.back().id;
  }
  EXPECT_EQ(ids.size(), 2U + kKeys);
  EXPECT_TRUE(std::is_sorted(ids.rbegin(), ids.rend()));
  EXPECT_EQ(audit_act_id_from_text(to_text(ids[0])), ids[0]);
  EXPECT_FALSE(audit_act_id_from_text("act_0"));
}

}  // namespace
}  // namespace pay200
