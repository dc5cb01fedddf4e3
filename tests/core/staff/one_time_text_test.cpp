#include "core/staff/one_time_text.hpp"

#include <gtest/gtest.h>
#include <set>

namespace pay200 {
namespace {

TEST(OneTimeTextTest, GroupsAreOfFiveCharactersAndNoTwoTextsAlike) {
  std::set<std::string> made;
  for (int i = 0; i < 1'000; ++i) made.insert(random_groups(2));
  EXPECT_EQ(made.size(), 1'000U);
  for (const std::string& text : made) {
    ASSERT_EQ(text.size(), 11U);
    EXPECT_EQ(text[5], '-');
    EXPECT_EQ(text.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz-"), std::string::npos);
  }
}

TEST(OneTimeTextTest, HoweverItIsTypedItIsTheSame) {
  EXPECT_EQ(typed_groups("7k2m1-q9xw0"), "7k2m1q9xw0");
  EXPECT_EQ(typed_groups(" 7K2MI Q9XWO "), "7k2m1q9xw0");
  EXPECT_EQ(typed_groups("7k2mlq9xwo"), "7k2m1q9xw0");
}

}  // namespace
}  // namespace pay200
