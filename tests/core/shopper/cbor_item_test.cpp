#include "core/shopper/cbor_item.hpp"

#include <gtest/gtest.h>
#include <string>

namespace pay200::test {
namespace {

using namespace std::string_literals;

/// How many bytes the first item takes; 0: it is refused, and nothing taken.
std::size_t taken(const std::string& bytes) {
  std::string_view rest = bytes;
  const auto item = take_cbor_item(rest);
  if (!item) {
    EXPECT_EQ(rest, bytes);
    return 0;
  }
  return bytes.size() - rest.size();
}

std::string repeated(const std::string& piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(CborItemTest, AnItemIsTakenWithAllThatIsInItAndNothingBehind) {
  EXPECT_EQ(taken("\x00"s), 1U);
  EXPECT_EQ(taken("\x17\x17"), 1U);
  EXPECT_EQ(taken("\x18\x18"), 2U);
  EXPECT_EQ(taken("\x39\x01\x00"s), 3U);
  EXPECT_EQ(taken("\x1B\x00\x00\x00\x01\x00\x00\x00\x00"s), 9U);
  EXPECT_EQ(taken("\x43xyz!"), 4U);
  EXPECT_EQ(taken("\x63xyz!"), 4U);
  EXPECT_EQ(taken("\x40!"), 1U);
  EXPECT_EQ(taken("\x58\x18" + std::string(30, 'x')), 26U);
  EXPECT_EQ(taken("\x82\x01\x02\x03"), 3U);
  EXPECT_EQ(taken("\xA1\x61\x61\x82\x01\xF5!"), 6U);
  EXPECT_EQ(taken("\x80!"), 1U);
  EXPECT_EQ(taken("\xF4"), 1U);
  EXPECT_EQ(taken("\xF7"), 1U);
}

TEST(CborItemTest, ItSaysWhatItIs) {
  std::string bytes = "\x39\x01\x00\x43xyz\xA1\x61\x61\x05"s;
  std::string_view rest = bytes;
  auto item = take_cbor_item(rest);
  ASSERT_TRUE(item);
  EXPECT_EQ(item->type, CborType::kNegative);
  EXPECT_EQ(item->argument, 256U);
  item = take_cbor_item(rest);
  ASSERT_TRUE(item);
  EXPECT_EQ(item->type, CborType::kBytes);
  EXPECT_EQ(item->content, "xyz");
  item = take_cbor_item(rest);
  ASSERT_TRUE(item);
  EXPECT_EQ(item->type, CborType::kMap);
  EXPECT_EQ(item->content, "\x61\x61\x05");
  EXPECT_TRUE(rest.empty());
}

TEST(CborItemTest, WhatIsCutShortIsNone) {
  const std::string whole = "\xA2\x61\x61\x82\x18\x20\x43xyz\x61\x62\x39\x01\x00"s;
  EXPECT_EQ(taken(whole), whole.size());
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(taken(whole.substr(0, size)), 0U);
}

TEST(CborItemTest, ACountIsBelievedOnlyAsFarAsThereAreBytes) {
  for (const char* type : {"\x98\x18", "\xB8\x18", "\x58\x18", "\x78\x18"})
    EXPECT_EQ(taken(type), 0U);
  EXPECT_EQ(taken("\x9A\x08\x00\x00\x00"s), 0U);
  EXPECT_EQ(taken("\xBA\x08\x00\x00\x00"s), 0U);
  EXPECT_EQ(taken("\x9B\x10\x00\x00\x00\x00\x00\x00\x00"s), 0U);
  EXPECT_EQ(taken("\xBB\x80\x00\x00\x00\x00\x00\x00\x00"s), 0U) << "twice that is 0";
  EXPECT_EQ(taken("\x5B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s), 0U);
  EXPECT_EQ(taken("\x82\x9A\x08\x00\x00\x00\x01"s), 0U) << "further in";
  EXPECT_EQ(taken("\xA2\x01\x02\x03"), 0U) << "a key without a value";
}

TEST(CborItemTest, FourLevelsAndNoMore) {
  EXPECT_EQ(taken("\x81\x81\x81\x81\x01"), 5U);
  EXPECT_EQ(taken("\x81\x81\x81\x81\x80"), 0U);
  EXPECT_EQ(taken("\xA1\x01\xA1\x01\xA1\x01\xA1\x01\x02"), 9U);
  for (const char* piece : {"\x81", "\xA1\x01", "\x82\x01"}) {
    EXPECT_EQ(taken(repeated(piece, 6000) + "\x01"), 0U);
  }
  EXPECT_EQ(taken("\x98\xC8" + repeated("\x81\x01", 200)), 402U) << "side by side";
}

TEST(CborItemTest, WhatAuthenticatorsDoNotWriteIsRefused) {
  for (const char* open : {"\x9F\xFF", "\xBF\xFF", "\x5F\xFF", "\x7F\xFF", "\xFF", "\x1F"}) {
    EXPECT_EQ(taken(open), 0U) << "no length given";
  }
  EXPECT_EQ(taken(repeated("\x9F", 3000)), 0U);
  EXPECT_EQ(taken("\xC1\x01"), 0U) << "a tag";
  EXPECT_EQ(taken("\xFB" + std::string(8, 'x')), 0U) << "floating point";
  EXPECT_EQ(taken("\xF9xx"), 0U);
  EXPECT_EQ(taken("\xF8\x20"), 0U) << "a simple value that means nothing";
  EXPECT_EQ(taken("\xF3"), 0U);
  EXPECT_EQ(taken("\x1C\x01"), 0U);
  EXPECT_EQ(taken("\x18\x17"), 0U) << "longer than it need be";
  EXPECT_EQ(taken("\x19\x00\xFF"s), 0U);
  EXPECT_EQ(taken("\x1A\x00\x00\xFF\xFF"s), 0U);
  EXPECT_EQ(taken("\x1B\x00\x00\x00\x00\xFF\xFF\xFF\xFF"s), 0U);
  EXPECT_EQ(taken("\x58\x01x"), 0U);
}

std::size_t members(const std::string& bytes) {
  std::string_view rest = bytes;
  const auto item = take_cbor_item(rest);
  const auto found = item ? cbor_members(*item) : std::nullopt;
  return found ? found->size() : 99;
}

TEST(CborItemTest, AMapOfTextsHasEachOnce) {
  EXPECT_EQ(members("\xA0"), 0U);
  EXPECT_EQ(members("\xA2\x61\x61\x01\x61\x62\xA1\x01\x02"), 2U) << "within, other keys may be";
  EXPECT_EQ(members("\xA2\x61\x61\x01\x61\x61\x02"), 99U);
  EXPECT_EQ(members("\xA1\x01\x02"), 99U);
  EXPECT_EQ(members("\xA1\x41\x61\x02"), 99U);
  EXPECT_EQ(members("\x82\x61\x61\x01"), 99U);
}

}  // namespace
}  // namespace pay200::test
