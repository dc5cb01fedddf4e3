// GET .../transactions/export: a file of any size, a part of it at a time.

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "fcgi-app/http/authentication.hpp"
#include "tests/fcgi-app/fake_request.hpp"
#include "tests/fcgi-app/handlers/gateway_fixture.hpp"

namespace pay200::test {
namespace {

class BackofficeExportTest : public testing::Test {
 protected:
  BackofficeExportTest() {
    gateway_.add_staff("owner", gateway_.names().at("merchant_id"), StaffRole::kOwner);
  }

  /// Paid a second apart until an hour ago; every hundredth is called "=rare".
  void fill(int many) {
    const std::string merchant = gateway_.names().at("merchant_id");
    gateway_.execute(
        "SET search_path = pay200; "
        "INSERT INTO payment (merchant_id, payment_id, order_id, order_name, currency, "
        "total_minor, "
        "supplied_minor, vat_minor, tax_free_minor, balance_minor, fee_basis_points, "
        "fee_fixed_minor, state, expires_at, requested_at, approved_at) "
        "SELECT " +
        merchant +
        ", uuid_v7(t), 'order-' || n, CASE WHEN n % 100 = 0 THEN '=rare' ELSE '커피, 두 잔' END, "
        "'KRW', "
        "1000, 909, 91, 0, 1000, 0, 0, 'approved', t, t, t FROM (SELECT n, timestamptz '2026-11-23 "
        "00:00Z' - n * interval '1 second' AS t FROM generate_series(1, " +
        std::to_string(many) +
        ") n) s; "
        "INSERT INTO transaction (merchant_id, transaction_id, payment_id, type, amount_minor, "
        "currency, moved, business_day, occurred_at, search) SELECT merchant_id, payment_id, "
        "payment_id, 'PAYMENT', 1000, 'KRW', true, approved_at::date, approved_at, "
        "search_text(payment) FROM payment WHERE merchant_id = " +
        merchant);
  }

  http::Response ask(const std::string& query = "") {
    FakeRequest request;
    request.request_path =
        "/backoffice/v1/merchants/" + gateway_.names().at("mid") + "/transactions/export";
    request.request_query = query;
    request.headers = {
        {"Cookie", std::string(http::kStaffCookie) + "=" + gateway_.names().at("owner_session")}};
    return gateway_.process(request);
  }

  static std::vector<std::string> parts_of(http::Response& response) {
    std::vector<std::string> parts = {response.body};
    while (true) {
      parts.push_back(response.next_part());
      if (parts.back().empty()) break;
    }
    parts.pop_back();
    return parts;
  }

  GatewayFixture gateway_;
};

TEST_F(BackofficeExportTest, EveryTransactionIsInItOnceNewestFirst) {
  fill(2'500);
  auto response = ask();
  ASSERT_EQ(response.status, 200) << response.body;
  const auto parts = parts_of(response);
  EXPECT_EQ(parts.size(), 4U) << "the headings, and three pages of a thousand";
  std::string file;
  for (const std::string& part : parts) {
    EXPECT_LT(part.size(), 250'000U) << "no more than a page is ever in memory";
    EXPECT_TRUE(part.ends_with("\r\n"));
    file += part;
  }
  std::istringstream lines(file);
  std::set<std::string> orders;
  std::string line, before = "9";
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const std::string time = line.substr(0, 19);
    EXPECT_LE(time, before);
    before = time;
    const auto at = line.find("order-");
    orders.insert(line.substr(at, line.find(',', at) - at));
  }
  EXPECT_EQ(orders.size(), 2'500U);
  EXPECT_EQ(std::ranges::count(file, '\n'), 2'501);
  EXPECT_NE(file.find(",'=rare,"), std::string::npos);
}

TEST_F(BackofficeExportTest, WhatIsFilteredIsInItAndNothingElse) {
  fill(1'500);
  auto response = ask("search=RARE&lang=en");
  const auto parts = parts_of(response);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(std::ranges::count(parts[1], '\n'), 15);
  EXPECT_EQ(parts[0].substr(3, 4), "Time");
}

TEST_F(BackofficeExportTest, AMerchantWithoutTransactionsGetsTheHeadings) {
  auto response = ask();
  EXPECT_EQ(parts_of(response).size(), 1U);
}

TEST_F(BackofficeExportTest, AMerchantIsGivenOneAtATime) {
  {
    const auto first = ask();
    EXPECT_EQ(first.status, 200);
    const auto second = ask();
    EXPECT_EQ(second.status, 429);
    EXPECT_NE(second.body.find("TOO_MANY_REQUESTS"), std::string::npos);
  }
  EXPECT_EQ(ask().status, 200) << "whoever has gone away makes room";
}

}  // namespace
}  // namespace pay200::test
