#include "core/merchant/merchant_origin.hpp"

#include <gtest/gtest.h>

#include "core/merchant/merchant_service.hpp"
#include "tests/support/test_database.hpp"

namespace pay200 {
namespace {

std::string parsed(const char* text) {
  const auto origin = parse_origin(text);
  return origin ? *origin : "refused: " + origin.error().param;
}

TEST(MerchantOriginTest, AnOriginIsWrittenAsBrowsersSendIt) {
  EXPECT_EQ(parsed("https://shop.example"), "https://shop.example");
  EXPECT_EQ(parsed("HTTPS://Shop.Example:443"), "https://shop.example");
  EXPECT_EQ(parsed("http://localhost:80"), "http://localhost");
  EXPECT_EQ(parsed("http://localhost:5173"), "http://localhost:5173");
  EXPECT_EQ(parsed("https://shop.example:80"), "https://shop.example:80");
  EXPECT_EQ(parsed("https://[::1]:8443"), "https://[::1]:8443");
}

TEST(MerchantOriginTest, WhatIsNoOriginIsRefused) {
  for (const char* text :
       {"", "null", "*", "shop.example", "ftp://shop.example", "https://", "https://shop.example/",
        "https://shop.example/pay", "https://shop.example:", "https://shop.example:0",
        "https://shop.example:65536", "https://shop.example:8443x", "https://user@shop.example",
        "https://*.shop.example", "https://shop example", "https://.shop.example"}) {
    EXPECT_EQ(parsed(text), "refused: origin") << text;
  }
}

TEST(MerchantOriginTest, OnlyWhatIsOnTheMerchantsListIsAllowed) {
  test::TestDatabase database;
  MerchantService merchants(database.operators(), system_clock());
  MerchantService::NewMerchant wanted;
  wanted.name = "한강 커피";
  wanted.business_number = "220-81-62517";
  const MerchantId one = merchants.add_merchant(wanted).value().id;
  const MerchantId other = merchants.add_merchant(wanted).value().id;
  MerchantOrigins origins(database.operators(), system_clock());
  MerchantOrigins readers(database.api(), system_clock());

  EXPECT_TRUE(origins.allow_origin(one, "https://Shop.example:443").value());
  EXPECT_FALSE(origins.allow_origin(one, "https://shop.example").value()) << "there already";
  EXPECT_TRUE(origins.allow_origin(one, "http://localhost:5173").value());
  EXPECT_EQ(readers.list_origins(one).value(),
            (std::vector<std::string>{"http://localhost:5173", "https://shop.example"}));
  EXPECT_TRUE(readers.list_origins(other).value().empty());
  EXPECT_EQ(readers.list_origins(MerchantId{1}).error().code, ErrorCode::kNotFoundMerchant);
  EXPECT_TRUE(readers.is_allowed(one, "https://shop.example"));
  EXPECT_FALSE(readers.is_allowed(one, "http://shop.example"));
  EXPECT_FALSE(readers.is_allowed(one, "https://shop.example:8443"));
  EXPECT_FALSE(readers.is_allowed(other, "https://shop.example"));

  EXPECT_TRUE(origins.remove_origin(one, "https://shop.example").value());
  EXPECT_FALSE(origins.remove_origin(one, "https://shop.example").value());
  EXPECT_FALSE(readers.is_allowed(one, "https://shop.example"));
  EXPECT_EQ(origins.allow_origin(MerchantId{1}, "https://shop.example").error().code,
            ErrorCode::kNotFoundMerchant);
}

}  // namespace
}  // namespace pay200
