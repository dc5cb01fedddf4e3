#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "dev/private_file.hpp"
#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class AuditListTest : public testing::Test {
 protected:
  dev::Finished list(std::vector<std::string> more) {
    more.insert(more.begin(), {"audit", "list"});
    return pgctl_.run(more);
  }
  json items(std::vector<std::string> more) {
    more.insert(more.end(), {"--output", "json"});
    const auto finished = list(std::move(more));
    EXPECT_EQ(finished.status, 0) << finished.err;
    return json::parse(finished.out)["items"];
  }
  void do_it(const std::vector<std::string>& arguments) {
    const auto done = pgctl_.run(arguments);
    EXPECT_EQ(done.status, 0) << done.err;
  }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
  Merchant merchant_ = test::add_merchant(database_, "한빛서점");
  std::string id_ = to_text(merchant_.id);
};

TEST_F(AuditListTest, WhatPgctlDoesIsThereWithWhoAndWhat) {
  do_it({"merchant", "suspend", id_, "--reason", "case 311", "--yes"});
  do_it({"key", "issue", "--merchant", id_, "--kind", "secret"});
  const json acts = items({"--merchant", id_});
  ASSERT_EQ(acts.size(), 3U);
  EXPECT_EQ(acts[0]["noun"], "key");
  EXPECT_THAT(acts[0]["subject"], testing::StartsWith("key_"));
  EXPECT_EQ(acts[0]["details"]["kind"], "secret");
  EXPECT_EQ(acts[1]["verb"], "suspend");
  EXPECT_EQ(acts[1]["subject"], id_);
  EXPECT_EQ(acts[1]["merchant"], id_);
  EXPECT_EQ(acts[1]["details"]["reason"], "case 311");
  EXPECT_EQ(acts[1]["actorKind"], "operator");
  EXPECT_EQ(acts[1]["actor"], acts[0]["actor"]);
  EXPECT_NE(acts[0]["actor"], "pay200_operator") << "the person's, not the role's";
  EXPECT_EQ(acts[1]["seq"], 2);
}

TEST_F(AuditListTest, WhateverActsAreOnCanBeAskedFor) {
  std::set<std::string> nouns = {"db"};
  static const std::regex act(R"(record_act\(\s*[^,]+,\s*[^,]+,\s*[^,]+,\s*'([a-z]+)')");
  for (const auto& file : std::filesystem::directory_iterator(PAY200_SOURCE_DIR "/sql/functions")) {
    const std::string text = dev::read_file(file.path());
    for (std::sregex_iterator at(text.begin(), text.end(), act), end; at != end; ++at) {
      nouns.insert((*at)[1].str());
    }
  }
  EXPECT_GE(nouns.size(), 16U);
  std::string all;
  for (const auto& noun : nouns) all += (all.empty() ? "" : ", ") + noun;
  EXPECT_THAT(list({"--noun", "endpoints"}).err, HasSubstr("is none of " + all + "\n"));
}

TEST_F(AuditListTest, ItIsNarrowedByNounActorAndDate) {
  do_it({"merchant", "suspend", id_, "--reason", "x", "--yes"});
  EXPECT_EQ(items({"--noun", "merchant"}).size(), 2U);
  EXPECT_EQ(items({"--noun", "key"}).size(), 0U);
  EXPECT_EQ(list({"--noun", "endpoints"}).status, 2);
  EXPECT_EQ(items({"--actor", "pay200_operator"}).size(), 1U) << "the test added the merchant";
  EXPECT_EQ(items({"--to", "2020-01-01"}).size(), 0U);
  EXPECT_EQ(items({"--from", "2020-01-01", "--limit", "1"}).size(), 1U);
}

TEST_F(AuditListTest, APageNamesTheNextAndAPersonSeesATable) {
  do_it({"merchant", "suspend", id_, "--reason", "x", "--yes"});
  const auto first = list({"--limit", "1"});
  EXPECT_THAT(first.err, HasSubstr("there are more: add --after act_"));
  const std::string after = first.err.substr(first.err.find("act_"), 30);
  const json rest = items({"--after", after});
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0]["verb"], "add");
  const auto seen = pgctl_.at_terminal({"audit", "list"});
  EXPECT_THAT(seen.out, HasSubstr("suspend"));
  EXPECT_THAT(test::lines_over_80_columns(seen.out), testing::IsEmpty());
  EXPECT_THAT(list({"--output", "csv"}).out, HasSubstr("suspend"));
}

TEST_F(AuditListTest, WhatIsWrongIsNamed) {
  EXPECT_EQ(list({"--after", "x"}).status, 2);
  EXPECT_THAT(list({"--after", "x"}).err, HasSubstr("one looks like act_"));
  EXPECT_EQ(list({"--limit", "0"}).status, 2);
  EXPECT_EQ(list({"--from", "2026-13-01"}).status, 2);
  EXPECT_EQ(list({"--from", "2026-11-02", "--to", "2026-11-01"}).status, 2);
  EXPECT_EQ(list({"--merchant", "mer_00000001"}).status, 4);
  EXPECT_EQ(list({"--merchant", id_, "--live"}).status, 3);
}

}  // namespace
}  // namespace pay200
