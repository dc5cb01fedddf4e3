#include "sandbox/request_check.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/acquirer/iso8583/original_data.hpp"
#include "tests/sandbox/gateway_client.hpp"

namespace pay200::sandbox {
namespace {

struct Row {
  iso8583::Message request;
  Kind kind;
  std::set<int> needed;
};

std::vector<Row> every_kind() {
  const std::set<int> card = {2, 3, 4, 7, 11, 12, 13, 32, 37, 41, 49};
  const auto with = [&card](std::set<int> more) {
    more.insert(card.begin(), card.end());
    return more;
  };
  return {
      {test::purchase({}), Kind::kPurchase, with({14, 18, 22, 42})},
      {test::refund({}, 100, 2), Kind::kRefund, with({18, 22, 42, 90})},
      {test::verification({}, "123"), Kind::kVerify, with({14, 18, 22, 48})},
      {test::give_back("0400", {}, 2), Kind::kVoid, with({42, 90})},
      {test::give_back("0401", {}, 2), Kind::kVoid, with({42, 90})},
      {test::give_back("0420", {}, 2), Kind::kReversal, with({42, 90})},
      {test::give_back("0421", {}, 2), Kind::kReversal, with({42, 90})},
      {test::inquiry(test::refund({}, 100, 2), 3),
       Kind::kInquiry,
       {3, 4, 7, 11, 12, 13, 32, 37, 41, 42, 49, 90}},
      {test::network("001", 1), Kind::kSignOn, {7, 11, 41, 70}},
      {test::network("002", 1), Kind::kSignOff, {7, 11, 41, 70}},
      {test::network("301", 1), Kind::kEcho, {7, 11, 41, 70}},
  };
}

TEST(RequestCheckTest, EveryKindIsKnownByItsMessageAndWholeAsItStands) {
  for (const auto& row : every_kind()) {
    EXPECT_EQ(kind_of(row.request), row.kind);
    EXPECT_EQ(fault_of_request(row.request), std::nullopt) << row.request.mti;
  }
}

TEST(RequestCheckTest, EachNeededFieldIsMissedByNumber) {
  for (const auto& row : every_kind()) {
    for (const int field : row.needed) {
      iso8583::Message request = row.request;
      ASSERT_EQ(request.fields.erase(field), 1U) << request.mti << ' ' << field;
      if (kind_of(request) != row.kind) continue;  // field 3 or 70 made it what it was
      EXPECT_EQ(fault_of_request(request), "field " + std::to_string(field) + " missing");
    }
  }
}

TEST(RequestCheckTest, TheOtherFieldsMayBeLeftOut) {
  for (const auto& row : every_kind()) {
    for (const auto& [field, value] : row.request.fields) {
      if (row.needed.contains(field)) continue;
      iso8583::Message request = row.request;
      request.fields.erase(field);
      EXPECT_EQ(fault_of_request(request), std::nullopt) << request.mti << ' ' << field;
    }
  }
}

TEST(RequestCheckTest, AValueThatMakesNoSenseIsNamed) {
  const auto fault_with = [](iso8583::Message request, int field, std::string value) {
    request.set(field, std::move(value));
    return fault_of_request(request).value_or("");
  };
  EXPECT_EQ(fault_with(test::purchase({}), 14, "4913"), "field 14 no month");
  EXPECT_EQ(fault_with(test::purchase({}), 14, "4900"), "field 14 no month");
  EXPECT_EQ(fault_with(test::purchase({}), 3, "010000"), "field 3 unknown");
  EXPECT_EQ(fault_with(test::give_back("0420", {}, 2), 3, "200000"), "field 3 unknown");
  EXPECT_EQ(fault_with(test::network("301", 1), 70, "302"), "field 70 unknown");
  const auto inquiry = test::inquiry(test::purchase({}), 2);
  EXPECT_EQ(fault_with(inquiry, 3, "010000"), "field 3 unknown");
  EXPECT_EQ(fault_with(inquiry, 2, "4242424242424242"), "field 2 not wanted");
  EXPECT_EQ(fault_with(inquiry, 14, "2912"), "field 14 not wanted");
  EXPECT_EQ(fault_with(test::verification({}, "123"), 48, "9202"), "field 48 without CVC");
  EXPECT_EQ(fault_with(test::verification({}, "123"), 48, "920212"), "field 48 without CVC");
  EXPECT_EQ(fault_with(test::verification({}, "123"), 48, "920312a"), "field 48 without CVC");
  EXPECT_EQ(fault_with(test::verification({}, "123"), 48, "9103123"), "field 48 without CVC");
  EXPECT_EQ(fault_with(test::purchase({}), 64, "12345678"), "field 64 not agreed");
  EXPECT_EQ(fault_with(test::give_back("0400", {}, 2), 128, "12345678"), "field 128 not agreed");
  EXPECT_EQ(fault_with(test::give_back("0421", {}, 2), 90,
                       iso8583::to_field_90({"0400", "000001", "1122070503", "1", "0"})),
            "field 90 not about a 0200");
}

}  // namespace
}  // namespace pay200::sandbox
