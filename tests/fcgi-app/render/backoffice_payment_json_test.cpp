#include "fcgi-app/render/backoffice_payment_json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace pay200::render {
namespace {

TEST(BackofficePaymentJsonTest, StaffAreNamedAndOperatorsAreNot) {
  PaymentPage page;
  page.payment.cancels.resize(3);
  page.payment.cancels[0].by_operator = "mina@shop.example";
  page.payment.cancels[1].by_operator = "root";
  const auto json = backoffice_payment_json(page, "https://pay.example", Language::kKorean);
  EXPECT_EQ(json["cancels"][0]["requestedByName"], "mina@shop.example");
  EXPECT_EQ(json["cancels"][1]["requestedByName"], "pay200");
  EXPECT_TRUE(json["cancels"][2]["requestedByName"].is_null());
}

}  // namespace
}  // namespace pay200::render
