#include "core/acquirer/iso8583/private_data.hpp"

#include <cstddef>
#include <gtest/gtest.h>
#include <string>

namespace pay200::iso8583 {
namespace {

TEST(PrivateDataTest, WritesAndReadsTagLengthValue) {
  const PrivateData data{{"92", "123"}};
  EXPECT_EQ(to_field_48(data), "9203123");
  EXPECT_EQ(from_field_48("9203123"), data);
  const PrivateData two{{"01", std::string(99, 'x')}, {"92", "1234"}};
  EXPECT_EQ(from_field_48(to_field_48(two)), two);
}

TEST(PrivateDataTest, RefusesEveryCutAndEveryByteTooMany) {
  const std::string field = "0102ab9203123";
  for (std::size_t length = 0; length < field.size(); ++length) {
    const auto data = from_field_48(field.substr(0, length));
    // A cut between two elements is shorter, but whole.
    EXPECT_EQ(data.has_value(), length == 6) << length;
  }
  EXPECT_FALSE(from_field_48(field + "9").has_value());
}

TEST(PrivateDataTest, RefusesWhatItWouldNotWrite) {
  EXPECT_FALSE(from_field_48("9200").has_value());            // empty value
  EXPECT_FALSE(from_field_48("92031239203123").has_value());  // twice
  EXPECT_FALSE(from_field_48("92031230102ab").has_value());   // out of order
  EXPECT_FALSE(from_field_48("9x03123").has_value());
  EXPECT_FALSE(from_field_48("92 3123").has_value());
  EXPECT_FALSE(from_field_48("").has_value());
}

}  // namespace
}  // namespace pay200::iso8583
