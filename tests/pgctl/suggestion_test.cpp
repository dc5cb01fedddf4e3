#include "pgctl/suggestion.hpp"

#include <gtest/gtest.h>

namespace pay200::pgctl {
namespace {

const std::vector<std::string> kNouns = {"merchant", "key", "tx", "payment", "user", "db"};

TEST(SuggestionTest, ASlipOfTheFingersIsUnderstood) {
  EXPECT_EQ(nearest("merchnat", kNouns), "merchant");
  EXPECT_EQ(nearest("mercant", kNouns), "merchant");
  EXPECT_EQ(nearest("merchants", kNouns), "merchant");
  EXPECT_EQ(nearest("paymnet", kNouns), "payment");
  EXPECT_EQ(nearest("kye", kNouns), "key");
  EXPECT_EQ(nearest("usr", kNouns), "user");
  EXPECT_EQ(nearest("bd", kNouns), "db");
}

TEST(SuggestionTest, ABeginningThatOnlyOneWordHasIsEnough) {
  EXPECT_EQ(nearest("mer", kNouns), "merchant");
  EXPECT_EQ(nearest("pa", kNouns), "payment");
  EXPECT_EQ(nearest("--m", {"--merchant", "--money"}), std::nullopt);
}

TEST(SuggestionTest, WhatIsNotNearIsNotGuessed) {
  for (const char* typed : {"", "frobnicate", "settle", "x", "webhook"}) {
    EXPECT_EQ(nearest(typed, {"merchant", "key", "payment"}), std::nullopt) << typed;
  }
  EXPECT_EQ(nearest("anything", {}), std::nullopt);
}

}  // namespace
}  // namespace pay200::pgctl
