#include "sandbox/clearing.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/reconciliation/clearing_file.hpp"
#include "sandbox/journal_record.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::sandbox {
namespace {

class ClearingTest : public ::testing::Test {
 protected:
  static std::chrono::year_month_day day(unsigned number) {
    return std::chrono::year{2026} / 11 / std::chrono::day{number};
  }

  /// Journals one; its seq.
  std::uint64_t add(Kind kind, std::int64_t amount_minor, std::uint64_t original = 0,
                    const std::string& card = "424242******4242", const std::string& code = "00") {
    JournalRecord record;
    record.seq = ++seq_;
    record.at = "2026-11-23T12:00:00.000+09:00";
    record.mti = "0200";
    record.acquirer = "12345";
    record.terminal = "T1";
    record.stan = "00000" + std::to_string(seq_ % 10);
    record.time = "1123030000";
    record.rrn = "63270300000" + std::to_string(seq_ % 10);
    record.merchant = "mer_0g7k2m1q";
    record.card = card;
    record.amount_minor = amount_minor;
    record.currency = "410";
    record.kind = kind;
    record.code = code;
    if (code == "00") record.approval = "00000" + std::to_string(seq_ % 10);
    if (original != 0) {
      record.original = OriginalReference{"0200", "000001", "1123030000", "12345", original};
    }
    std::string line;
    append_json_line(line, record);
    std::ofstream(journal(), std::ios::app) << line;
    return seq_;
  }

  std::string journal() const { return directory_.path() / "journal"; }
  std::string files() const { return directory_.path() / "clearing"; }

  /// "S 1000", "R 300", ... of the file, by a reader that is not the writer's.
  std::vector<std::string> records_of(const ClosedDay& closed) {
    ClearingFile file(closed.file);
    EXPECT_TRUE(file.header());
    std::vector<std::string> records;
    ClearingRecordIn record;
    for (;;) {
      const auto more = file.next(record);
      EXPECT_TRUE(more);
      if (!more || !*more) return records;
      records.push_back(record.type + " " + std::to_string(record.amount_minor) +
                        (record.reference.empty() ? "" : " " + record.reference));
    }
  }

  using ClearingRecordIn = pay200::ClearingRecord;
  test::TemporaryDirectory directory_;
  std::uint64_t seq_ = 0;
};

TEST_F(ClearingTest, WhatStandsIsInTheFileAndWhatWasUndoneIsNot) {
  const auto sale = add(Kind::kPurchase, 1'000);
  add(Kind::kRefund, 300, sale);
  const auto voided = add(Kind::kPurchase, 2'000);
  add(Kind::kVoid, 2'000, voided);
  const auto reversed = add(Kind::kPurchase, 3'000);
  add(Kind::kReversal, 3'000, reversed);
  add(Kind::kPurchase, 4'000, 0, "400000******0002", "05");
  Clearing clearing(files(), journal());
  const auto closed = clearing.close_day({"12345", day(23), {}}, seq_);
  EXPECT_EQ(records_of(closed), (std::vector<std::string>{"S 1000", "R 300"}));
  EXPECT_EQ(closed.records, 2U);
  EXPECT_EQ(clearing.cleared_up_to("12345"), seq_);
  EXPECT_EQ(clearing.cleared_up_to("999"), 0U);
}

TEST_F(ClearingTest, EachIsInOneFileAlsoAfterARestart) {
  add(Kind::kPurchase, 1'000);
  Clearing(files(), journal()).close_day({"12345", day(23), {}}, seq_);
  add(Kind::kPurchase, 2'000);
  Clearing again(files(), journal());
  EXPECT_EQ(again.cleared_up_to("12345"), 1U);
  EXPECT_TRUE(again.close_day({"12345", day(23), {}}, seq_).existing);
  EXPECT_EQ(records_of(again.close_day({"12345", day(24), {}}, seq_)),
            std::vector<std::string>{"S 2000"});
  EXPECT_THROW(again.close_day({"12345", day(22), {}}, seq_), CannotClose);
}

TEST_F(ClearingTest, TheCardIsDisputedInTheNextFileAndTheDisputeReversedOnDemand) {
  const auto sale = add(Kind::kPurchase, 1'000, 0, "400000******0259");
  Clearing clearing(files(), journal());
  EXPECT_EQ(records_of(clearing.close_day({"12345", day(23), {}}, seq_)),
            std::vector<std::string>{"S 1000"});
  add(Kind::kRefund, 400, sale, "400000******0259");
  EXPECT_EQ(records_of(clearing.close_day({"12345", day(24), {}}, seq_)),
            (std::vector<std::string>{"D 600 DSP0000000000001", "R 400"}));
  EXPECT_THROW(clearing.close_day({"12345", day(25), {"DSP0000000000002"}}, seq_), CannotClose);
  EXPECT_EQ(records_of(clearing.close_day({"12345", day(25), {"DSP0000000000001"}}, seq_)),
            std::vector<std::string>{"V 600 DSP0000000000001"});
  EXPECT_EQ(records_of(clearing.close_day({"12345", day(26), {}}, seq_)),
            std::vector<std::string>{});
}

}  // namespace
}  // namespace pay200::sandbox
