#include "sandbox/journal_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/temporary_directory.hpp"

namespace pay200::sandbox {
namespace {

JournalRecord record(std::uint64_t seq, Kind kind, const std::string& stan, std::int64_t amount) {
  JournalRecord made;
  made.seq = seq;
  made.kind = kind;
  made.terminal = "T1";
  made.stan = stan;
  made.time = "1122070503";
  made.merchant = "SHOP1";
  made.amount_minor = amount;
  made.code = "00";
  return made;
}

JournalRecord about(std::uint64_t seq, Kind kind, const std::string& stan, std::int64_t amount) {
  JournalRecord made = record(seq, kind, "9" + stan.substr(1), amount);
  made.original = {"0200", stan, "1122070503", "1", 1};
  return made;
}

class JournalReaderTest : public testing::Test {
 protected:
  std::string path() const { return (directory_.path() / "journal").string(); }
  void write(const std::string& text) const { std::ofstream(path(), std::ios::binary) << text; }

  pay200::test::TemporaryDirectory directory_;
};

std::string lines(const std::vector<JournalRecord>& records) {
  std::string text;
  for (const auto& each : records) append_json_line(text, each);
  return text;
}

TEST_F(JournalReaderTest, ALineCutAnywhereAtTheEndIsTornAndNothingElseIs) {
  const std::vector<JournalRecord> records = {record(1, Kind::kPurchase, "000001", 100),
                                              record(2, Kind::kPurchase, "000002", 200)};
  const std::string first = lines({records[0]});
  const std::string both = lines(records);
  for (std::size_t length = 0; length <= both.size(); ++length) {
    write(both.substr(0, length));
    std::vector<JournalRecord> read;
    const auto extent =
        visit_journal(path(), [&read](const JournalRecord& each) { read.push_back(each); });
    const std::size_t whole = length == both.size() ? 2 : length >= first.size() ? 1 : 0;
    ASSERT_EQ(read.size(), whole) << length;
    EXPECT_EQ(extent.whole_bytes, whole == 2 ? both.size() : whole == 1 ? first.size() : 0);
    EXPECT_EQ(extent.torn, length != extent.whole_bytes) << length;
  }
}

TEST_F(JournalReaderTest, WhatIsBrokenInTheMiddleIsAnErrorThatNamesTheLine) {
  const auto message = [this](const std::string& text) -> std::string {
    write(text);
    try {
      (void)read_journal(path());
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  };
  const auto one = record(1, Kind::kPurchase, "000001", 100);
  const auto three = record(3, Kind::kPurchase, "000003", 100);
  EXPECT_NE(message(lines({one}) + "{}\n" + lines({three})).find("line 2"), std::string::npos);
  EXPECT_NE(message(lines({one, three})).find("seq"), std::string::npos);
  EXPECT_NE(message(lines({one, one})).find("seq"), std::string::npos);
  EXPECT_EQ(message(lines({one})), "");
  EXPECT_THROW((void)read_journal(path() + ".missing"), std::runtime_error);
}

TEST_F(JournalReaderTest, SumsEachPurchaseOnceHoweverOftenItsMessagesCame) {
  auto repeated = record(2, Kind::kPurchase, "000001", 100);
  repeated.repeat = true;
  auto declined = record(3, Kind::kPurchase, "000002", 5'000);
  declined.code = "51";
  auto reversed_again = about(6, Kind::kReversal, "000003", 300);
  reversed_again.repeat = true;
  auto refused_void = about(9, Kind::kVoid, "000001", 100);
  refused_void.code = "21";
  auto other = record(11, Kind::kPurchase, "000007", 70);
  other.merchant = "SHOP2";
  const std::vector<JournalRecord> records = {record(1, Kind::kPurchase, "000001", 100),
                                              repeated,
                                              declined,
                                              record(4, Kind::kPurchase, "000003", 300),
                                              about(5, Kind::kReversal, "000003", 300),
                                              reversed_again,
                                              record(7, Kind::kPurchase, "000004", 400),
                                              about(8, Kind::kVoid, "000004", 400),
                                              refused_void,
                                              about(10, Kind::kRefund, "000001", 30),
                                              other};
  const auto sums = sum_by_merchant(records);
  ASSERT_EQ(sums.size(), 2U);
  const MerchantSums& shop = sums.at("SHOP1");
  EXPECT_EQ(shop.approved_count, 3);
  EXPECT_EQ(shop.approved_minor, 800);
  EXPECT_EQ(shop.reversed_minor, 300);
  EXPECT_EQ(shop.voided_minor, 400);
  EXPECT_EQ(shop.refunded_minor, 30);
  EXPECT_EQ(shop.standing_count(), 1);
  EXPECT_EQ(shop.net_minor(), 70);
  EXPECT_EQ(sums.at("SHOP2").net_minor(), 70);
  const auto purchases = approved_purchases(records);
  ASSERT_EQ(purchases.size(), 4U);
  EXPECT_TRUE(purchases[0].stands());
  EXPECT_TRUE(purchases[1].reversed);
  EXPECT_TRUE(purchases[2].voided);
  EXPECT_FALSE(purchases[2].stands());
}

}  // namespace
}  // namespace pay200::sandbox
