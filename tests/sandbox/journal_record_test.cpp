#include "sandbox/journal_record.hpp"

#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace pay200::sandbox {
namespace {

JournalRecord some_record() {
  JournalRecord record;
  record.seq = 7;
  record.at = "2026-11-22T16:05:03.123+09:00";
  record.mti = "0420";
  record.acquirer = "12345";
  record.terminal = R"(T"1\)";
  record.stan = "000123";
  record.time = "1122070503";
  record.rrn = "632607000123";
  record.merchant = "SHOP 1";
  record.card = "424242******4242";
  record.amount_minor = 999'999'999'999;
  record.currency = "410";
  record.kind = Kind::kReversal;
  record.code = "00";
  record.approval = "A1B2C3";
  record.original = {"0200", "000122", "1122070502", "12345", 6};
  record.repeat = true;
  record.reply = Reply::kLate;
  return record;
}

std::string line_of(const JournalRecord& record) {
  std::string line;
  append_json_line(line, record);
  EXPECT_TRUE(line.ends_with("}\n"));
  line.pop_back();
  return line;
}

TEST(JournalRecordTest, ComesBackEqualWithEveryKindAndReply) {
  for (int kind = 0; kind <= static_cast<int>(Kind::kSignOff); ++kind) {
    for (int reply = 0; reply <= static_cast<int>(Reply::kDuplicate); ++reply) {
      JournalRecord record = some_record();
      record.kind = static_cast<Kind>(kind);
      record.reply = static_cast<Reply>(reply);
      if (reply % 2 == 0) record.original.reset();
      record.repeat = kind % 2 == 0;
      EXPECT_EQ(parse_json_line(line_of(record)), record);
    }
  }
}

TEST(JournalRecordTest, IsJsonWithTheDocumentedKeys) {
  const auto json = nlohmann::json::parse(line_of(some_record()));
  for (const char* key :
       {"seq", "at", "mti", "acquirer", "terminal", "stan", "time", "rrn", "merchant", "card",
        "amount", "currency", "kind", "code", "approval", "original", "repeat", "reply"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  EXPECT_EQ(json.size(), 18U);
  EXPECT_EQ(json.at("terminal"), R"(T"1\)");
  EXPECT_EQ(json.at("original").at("seq"), 6);
}

TEST(JournalRecordTest, RefusesNumbersThatNoRecordHas) {
  const std::string line = line_of(some_record());
  for (const auto& amount : {nlohmann::json(-1), nlohmann::json(1e300), nlohmann::json(0.5),
                             nlohmann::json(std::int64_t{1'000'000'000'000})}) {
    auto json = nlohmann::json::parse(line);
    json["amount"] = amount;
    EXPECT_FALSE(parse_json_line(json.dump()).has_value()) << amount;
  }
  auto json = nlohmann::json::parse(line);
  json["original"]["mti"] = "02\"0";
  EXPECT_FALSE(parse_json_line(json.dump()).has_value());
}

TEST(JournalRecordTest, RefusesEveryCutAndWhatIsNoRecord) {
  const std::string line = line_of(some_record());
  for (std::size_t length = 0; length < line.size(); ++length) {
    EXPECT_FALSE(parse_json_line(line.substr(0, length)).has_value()) << length;
  }
  for (const char* key : {"seq", "kind", "repeat", "original"}) {
    auto json = nlohmann::json::parse(line);
    json[key] = "nonsense";
    EXPECT_FALSE(parse_json_line(json.dump()).has_value()) << key;
    json.erase(key);
    EXPECT_FALSE(parse_json_line(json.dump()).has_value()) << key;
  }
  EXPECT_FALSE(parse_json_line("[]").has_value());
  EXPECT_FALSE(parse_json_line(std::string(20, '\0')).has_value());
}

}  // namespace
}  // namespace pay200::sandbox
