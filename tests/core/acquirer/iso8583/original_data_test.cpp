#include "core/acquirer/iso8583/original_data.hpp"

#include <cstddef>
#include <gtest/gtest.h>
#include <string>

namespace pay200::iso8583 {
namespace {

const std::string kField =
    "0200000123112207050300000012345"
    "00000000987";

TEST(OriginalDataTest, WritesAndReadsFortyTwoDigits) {
  const OriginalData original{"0200", "000123", "1122070503", "12345", "987"};
  EXPECT_EQ(to_field_90(original), kField);
  EXPECT_EQ(from_field_90(kField), original);
}

TEST(OriginalDataTest, NoInstitutionIsZeros) {
  const OriginalData original{"0200", "000123", "1122070503", "12345", "0"};
  const std::string field = to_field_90(original);
  EXPECT_EQ(field.substr(31), "00000000000");
  EXPECT_EQ(from_field_90(field), original);
}

TEST(OriginalDataTest, RefusesEveryCutEveryDigitTooManyAndEveryOtherCharacter) {
  for (std::size_t length = 0; length < kField.size(); ++length) {
    EXPECT_FALSE(from_field_90(kField.substr(0, length)).has_value()) << length;
  }
  EXPECT_FALSE(from_field_90(kField + "0").has_value());
  for (std::size_t at = 0; at < kField.size(); ++at) {
    for (const char c : {' ', '/', ':', 'A', '\0'}) {
      std::string changed = kField;
      changed[at] = c;
      EXPECT_FALSE(from_field_90(changed).has_value()) << at;
    }
  }
}

TEST(OriginalDataTest, WritingWhatIsNotDigitsEndsTheProcess) {
  EXPECT_DEATH((void)to_field_90({"0200", "00012x", "1122070503", "12345", "0"}), "all_digits");
  EXPECT_DEATH((void)to_field_90({"0200", "123", "1122070503", "12345", "0"}), "stan");
}

}  // namespace
}  // namespace pay200::iso8583
