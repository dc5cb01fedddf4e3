#include "core/acquirer/iso8583/framing.hpp"

#include <cstddef>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/acquirer/iso8583/codec.hpp"
#include "tests/core/acquirer/iso8583/sample_messages.hpp"

namespace pay200::iso8583 {
namespace {

std::vector<std::string> drain(FrameReader& reader) {
  std::vector<std::string> bodies;
  while (const auto body = reader.next()) bodies.emplace_back(*body);
  return bodies;
}

TEST(FramingTest, WritesTheLengthBigEndian) {
  EXPECT_EQ(frame("abc"), std::string("\0\3abc", 5));
  EXPECT_EQ(frame(std::string(258, 'x')).substr(0, 2), "\1\2");
  EXPECT_EQ(frame(std::string(kMaxFrameBody, 'x')).size(), kMaxFrameBody + 2);
}

TEST(FramingTest, AStreamSplitAtAnyByteGivesTheSameFrames) {
  std::string stream;
  std::vector<std::string> bodies;
  for (const auto& sample : samples::all()) {
    bodies.push_back(encode(sample.message));
    stream += frame(bodies.back());
  }
  for (std::size_t split = 0; split <= stream.size(); ++split) {
    FrameReader reader;
    reader.append(std::string_view{stream}.substr(0, split));
    std::vector<std::string> read = drain(reader);
    reader.append(std::string_view{stream}.substr(split));
    for (auto& body : drain(reader)) read.push_back(std::move(body));
    ASSERT_EQ(read, bodies) << split;
    EXPECT_FALSE(reader.mid_frame());
    EXPECT_FALSE(reader.failed());
  }
}

TEST(FramingTest, AStreamByteForByteGivesTheSameFrames) {
  const std::string body = encode(samples::purchase());
  FrameReader reader;
  const std::string framed = frame(body);
  for (std::size_t at = 0; at < framed.size(); ++at) {
    EXPECT_FALSE(reader.next().has_value());
    EXPECT_EQ(reader.mid_frame(), at > 0);
    reader.append(framed.substr(at, 1));
  }
  EXPECT_EQ(drain(reader), std::vector<std::string>{body});
  EXPECT_FALSE(reader.mid_frame());
}

TEST(FramingTest, ALengthOfZeroFailsTheConnectionForGood) {
  FrameReader reader;
  reader.append(frame("abc") + std::string("\0\0", 2) + frame("abc"));
  EXPECT_EQ(drain(reader), std::vector<std::string>{"abc"});
  EXPECT_TRUE(reader.failed());
  reader.append(frame("abc"));
  EXPECT_FALSE(reader.next().has_value());
}

TEST(FramingTest, EveryLengthAboveTheLimitFailsBeforeItsBodyComes) {
  for (std::size_t length = kMaxFrameBody - 1; length <= 0xffff; ++length) {
    FrameReader reader;
    reader.append(std::string{static_cast<char>(length / 256), static_cast<char>(length % 256)});
    EXPECT_FALSE(reader.next().has_value());
    ASSERT_EQ(reader.failed(), length > kMaxFrameBody) << length;
  }
}

TEST(FramingTest, FramingNothingOrTooMuchEndsTheProcess) {
  EXPECT_DEATH((void)frame(""), "empty");
  EXPECT_DEATH((void)frame(std::string(kMaxFrameBody + 1, 'x')), "kMaxFrameBody");
}

}  // namespace
}  // namespace pay200::iso8583
