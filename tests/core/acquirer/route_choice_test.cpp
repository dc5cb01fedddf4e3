#include "core/acquirer/route_choice.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace pay200 {
namespace {

using Order = std::vector<std::size_t>;

const std::vector<bool> kAll{true, true, true};

TEST(RouteChoiceTest, EachHasItsShareEvenlyMixed) {
  RouteChoice choice({{.weight = 2}, {.weight = 1}, {.weight = 1}});
  std::string firsts;
  for (int i = 0; i < 8; ++i) firsts += std::to_string(choice.order(kAll, false).front());
  EXPECT_EQ(firsts, "01200120");
}

TEST(RouteChoiceTest, TheOthersFollowInTheirFallbackOrder) {
  RouteChoice choice({{.weight = 1, .fallback_order = 3},
                      {.weight = 0, .fallback_order = 2},
                      {.weight = 0, .fallback_order = 1}});
  EXPECT_EQ(choice.order(kAll, false), (Order{0, 2, 1}));
}

TEST(RouteChoiceTest, WhereNoneOfWeightIsUsableTheFallbacksAreTaken) {
  RouteChoice choice({{.weight = 5}, {.weight = 0, .fallback_order = 2}, {.weight = 0}});
  EXPECT_EQ(choice.order({false, true, true}, false), (Order{2, 1}));
  EXPECT_EQ(choice.order({false, false, false}, false), Order{});
}

TEST(RouteChoiceTest, AFallbackGoesByOrderAndTakesNothingFromTheShares) {
  RouteChoice choice({{.weight = 1, .fallback_order = 1}, {.weight = 1}, {.weight = 0}});
  EXPECT_EQ(choice.order({true, true, true}, true), (Order{1, 2, 0}));
  EXPECT_EQ(choice.order(kAll, false).front(), 0U);
  EXPECT_EQ(choice.order({false, true, true}, true), (Order{1, 2}));
  EXPECT_EQ(choice.order(kAll, false).front(), 1U);
}

TEST(RouteChoiceTest, OneThatWasAwayDoesNotGetWhatItMissed) {
  RouteChoice choice({{.weight = 1}, {.weight = 1}, {.weight = 0}});
  for (int i = 0; i < 10; ++i) EXPECT_EQ(choice.order({false, true, false}, false), Order{1});
  std::string firsts;
  for (int i = 0; i < 4; ++i) firsts += std::to_string(choice.order(kAll, false).front());
  EXPECT_EQ(firsts, "0101");
}

}  // namespace
}  // namespace pay200
