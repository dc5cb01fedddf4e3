#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/pgctl/pgctl.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string read(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

class TxExportTest : public testing::Test {
 protected:
  dev::Finished exported(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"tx", "export"});
    return pgctl_.run(more);
  }
  json items(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--output", "json"});
    const auto ended = exported(std::move(more));
    EXPECT_EQ(ended.status, 0) << ended.err;
    return json::parse(ended.out)["items"];
  }
  /// Copies of one that is there, ids and all, so that there are many without the time it takes.
  void multiply(int times) {
    world_.database().execute(
        "INSERT INTO pay200.transaction SELECT (t).* FROM (SELECT jsonb_populate_record(t, "
        "jsonb_build_object('transaction_id', overlay(t.transaction_id::text placing "
        "lpad(to_hex(n), 12, '0') from 25)::uuid)) AS t FROM pay200.transaction t, "
        "generate_series(1, " +
        std::to_string(times) + ") n) s");
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
      names.push_back(file.path().filename());
    }
    return names;
  }

  test::PaymentWorld world_;
  test::Pgctl pgctl_{world_.database()};
  test::TemporaryDirectory folder_;
  const std::string file_ = folder_.path() / "november.csv";
};

TEST_F(TxExportTest, EachTransactionIsALineWithTheKeysOfASearch) {
  const PaymentKey key = world_.bring_to(PaymentState::kCanceled).key;
  const auto ended = exported();
  EXPECT_EQ(ended.status, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  EXPECT_THAT(ended.out,
              StartsWith("transaction,occurredAt,type,amount,orderName,customerName,orderId,"
                         "merchantName,merchant,payment,currency,moved,businessDay,acquirer,rrn,"
                         "approvalCode\ntxn_"));
  std::istringstream lines(ended.out);
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);) all.push_back(line);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_THAT(all[1], HasSubstr(",CANCEL,11000,커피 두 잔,,order-1,데모 상점,"));
  EXPECT_THAT(all[2], HasSubstr("," + to_text(key) + ",KRW,true,2026-11-23,sandbox,"));
}

TEST_F(TxExportTest, TheFiltersAreThoseOfASearch) {
  world_.bring_to(PaymentState::kCanceled);
  const std::string today = to_text(seoul_day(world_.now));
  EXPECT_EQ(items().size(), 2U);
  EXPECT_EQ(items({"--type", "CANCEL"}).size(), 1U);
  EXPECT_EQ(items({"--name", "홍차"}).size(), 0U);
  EXPECT_EQ(items({"--from", today, "--to", today}).size(), 2U);
  EXPECT_EQ(items({"--to", "2020-01-01"}).size(), 0U);
  EXPECT_EQ(items({"--merchant", to_text(world_.merchant_id)}).size(), 2U);
  EXPECT_EQ(exported({"--to", "2026-11-21", "--from", "2026-11-22"}).status, 2);
  EXPECT_EQ(exported({"--live", "--merchant", to_text(world_.merchant_id)}).status, 3);
}

TEST_F(TxExportTest, MoreThanAPartAreAllThereOnce) {
  world_.bring_to(PaymentState::kApproved);
  multiply(10'500);
  std::istringstream lines(exported().out);
  std::set<std::string> ids;
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) ids.insert(line.substr(0, 30));
  EXPECT_EQ(count, 10'502U) << "with the line of keys";
  EXPECT_EQ(ids.size(), 10'502U);
}

TEST_F(TxExportTest, AFileIsThereWholeAndForItsOwnerOnly) {
  world_.bring_to(PaymentState::kApproved);
  std::ofstream(file_) << "what was there before";
  const auto ended = exported({"--file", file_});
  EXPECT_EQ(ended.status, 0) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err, "pgctl: 1 test transactions are in " + file_ + "\n");
  EXPECT_EQ(read(file_), exported().out);
  EXPECT_EQ(std::filesystem::status(file_).permissions(), std::filesystem::perms(0600));
  EXPECT_EQ(files(), std::vector<std::string>{"november.csv"});
}

TEST_F(TxExportTest, WhatCannotBeReadWholeLeavesTheFileAsItWas) {
  world_.bring_to(PaymentState::kApproved);
  std::ofstream(file_) << "what was there before";
  world_.database().execute("REVOKE SELECT ON pay200.transaction FROM pay200_operator");
  EXPECT_EQ(exported({"--file", file_}).status, 3);
  EXPECT_EQ(read(file_), "what was there before");
  EXPECT_EQ(files(), std::vector<std::string>{"november.csv"});
}

TEST_F(TxExportTest, WhereNoFileCanBeWrittenIsSaid) {
  const auto nowhere = exported({"--file", "/nonexistent/november.csv"});
  EXPECT_EQ(nowhere.status, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("cannot write /nonexistent/november.csv: No such file"));
  const auto directory = exported({"--file", folder_.path()});
  EXPECT_EQ(directory.status, 1);
  EXPECT_THAT(directory.err, HasSubstr("Is a directory"));
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(TxExportTest, APersonSeesHowFarItIsAndNothingOfItStays) {
  world_.bring_to(PaymentState::kApproved);
  const auto watched = pgctl_.at_terminal({"tx", "export", "--file", file_});
  EXPECT_EQ(watched.status, 0);
  EXPECT_THAT(watched.out, HasSubstr("writing transactions ["));
  EXPECT_THAT(watched.out, HasSubstr("0 of 1"));
  EXPECT_THAT(watched.out, HasSubstr("\x1b[Kpgctl: 1 test transactions are in "));
}

TEST_F(TxExportTest, NothingThatMatchesIsStillADocument) {
  EXPECT_EQ(exported({"--output", "json"}).out, "{\"items\": [], \"next\": null}\n");
}

}  // namespace
}  // namespace pay200
