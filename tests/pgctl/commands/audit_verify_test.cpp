#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class AuditVerifyTest : public testing::Test {
 protected:
  AuditVerifyTest() {
    const std::string id = to_text(merchant_.id);
    EXPECT_EQ(pgctl_.run({"merchant", "suspend", id, "--reason", "x", "--yes"}).status, 0);
    EXPECT_EQ(pgctl_.run({"merchant", "resume", id, "--reason", "x", "--yes"}).status, 0);
  }
  dev::Finished verify(std::vector<std::string> more = {"--output", "json"}) {
    more.insert(more.begin(), {"audit", "verify"});
    return pgctl_.run(more);
  }
  /// A file in the test's own directory that holds the text.
  std::string file(const std::string& text) {
    const std::string path = pgctl_.directory() / "heads.json";
    std::ofstream(path) << text;
    return path;
  }
  void execute(const std::string& sql) { database_.execute("SET search_path = pay200; " + sql); }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
  Merchant merchant_ = test::add_merchant(database_, "한빛서점");
};

TEST_F(AuditVerifyTest, AWholeChainEndsWithItsHeads) {
  const auto verified = verify();
  EXPECT_EQ(verified.status, 0) << verified.err;
  const json answer = json::parse(verified.out);
  EXPECT_EQ(answer["result"], "ok");
  EXPECT_EQ(answer["chains"], 2);
  EXPECT_EQ(answer["rows"], 3);
  ASSERT_EQ(answer["heads"].size(), 2U);
  EXPECT_EQ(answer["heads"][0]["merchant"], nullptr);
  EXPECT_EQ(answer["heads"][1]["merchant"], to_text(merchant_.id));
  EXPECT_EQ(answer["heads"][1]["rows"], 3);
  EXPECT_EQ(answer["heads"][1]["hash"].get<std::string>().size(), 64U);
  const auto seen = pgctl_.at_terminal({"audit", "verify"});
  EXPECT_EQ(seen.status, 0);
  EXPECT_THAT(test::lines_over_80_columns(seen.out), testing::IsEmpty());
}

TEST_F(AuditVerifyTest, AnEditedRowIsNamedAndTheStatusIs8) {
  execute("UPDATE audit_act SET actor = 'mallory' WHERE seq = 2");
  const auto verified = verify();
  EXPECT_EQ(verified.status, 8);
  const json faults = json::parse(verified.out)["items"];
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0]["merchant"], to_text(merchant_.id));
  EXPECT_EQ(faults[0]["row"], 2);
  EXPECT_EQ(faults[0]["fault"], "was changed, or moved");
  EXPECT_THAT(verified.err, HasSubstr("somebody has changed what was written down"));
}

TEST_F(AuditVerifyTest, AHeadThatWasKeptElsewhereFindsACutTail) {
  const std::string heads = file(verify().out);
  EXPECT_EQ(verify({"--heads", heads}).status, 0);
  execute(
      "DELETE FROM audit_act WHERE seq = 3; UPDATE audit_head h SET seq = 2, hash = a.hash FROM "
      "audit_act a WHERE a.merchant_id = h.merchant_id AND a.seq = 2");
  EXPECT_EQ(verify().status, 0);
  const auto verified = verify({"--heads", heads});
  EXPECT_EQ(verified.status, 8);
  EXPECT_THAT(verified.out, HasSubstr("the chain was longer when its end was kept"));
}

TEST_F(AuditVerifyTest, AFileThatHoldsNoHeadsIsRefused) {
  for (const char* text :
       {"", "{}", "[1]", R"({"heads": [{"merchant": "x", "rows": 1, "hash": "00"}]})",
        R"({"heads": [{"merchant": null, "rows": "1", "hash": "00"}]})",
        R"({"heads": [{"merchant": null, "rows": 1, "hash": "zz"}]})"}) {
    const auto verified = verify({"--heads", file(text)});
    EXPECT_EQ(verified.status, 2) << text;
    EXPECT_THAT(verified.err, HasSubstr("is not what `pgctl audit verify --output json`"));
  }
  EXPECT_EQ(verify({"--heads", "/nowhere/at/all"}).status, 1);
}

}  // namespace
}  // namespace pay200
