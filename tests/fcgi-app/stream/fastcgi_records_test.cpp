#include "fcgi-app/stream/fastcgi_records.hpp"

#include <gtest/gtest.h>
#include <string>

namespace pay200::stream {
namespace {

using State = RequestReader::State;

std::string record(int type, const std::string& content, int id = 1, int padding = 0) {
  std::string bytes = {1, static_cast<char>(type), static_cast<char>(id >> 8),
                       static_cast<char>(id & 0xFF)};
  bytes += static_cast<char>(content.size() >> 8);
  bytes += static_cast<char>(content.size() & 0xFF);
  bytes += static_cast<char>(padding);
  bytes += '\0';
  return bytes + content + std::string(static_cast<std::size_t>(padding), 'x');
}

const std::string kResponder("\0\1\0\0\0\0\0\0", 8);

std::string pair(const std::string& name, const std::string& value) {
  std::string bytes(1, static_cast<char>(name.size()));
  if (value.size() < 128) {
    bytes += static_cast<char>(value.size());
  } else {
    bytes += std::string{static_cast<char>(0x80), 0, static_cast<char>(value.size() >> 8),
                         static_cast<char>(value.size() & 0xFF)};
  }
  return bytes + name + value;
}

std::string whole(const std::string& params) {
  return record(1, kResponder) + record(4, params) + record(4, "") + record(5, "");
}

TEST(FastcgiRecordsTest, ARequestIsReadInPiecesOfAnySize) {
  const std::string bytes = record(1, kResponder, 7) +
                            record(4, pair("REQUEST_METHOD", "GET"), 7, 3) +
                            record(4, pair("LONG", std::string(300, 'v')), 7) + record(4, "", 7) +
                            record(5, "a body", 7) + record(5, "", 7);
  for (const std::size_t size : {1U, 2U, 7U, 8U, 9U, 100U, 10'000U}) {
    RequestReader reader;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
      const bool last = at + size >= bytes.size();
      ASSERT_EQ(reader.read(std::string_view(bytes).substr(at, size)),
                last ? State::kComplete : State::kMore)
          << size << " " << at;
    }
    EXPECT_EQ(reader.id(), 7);
    ASSERT_EQ(reader.params().size(), 2U);
    EXPECT_EQ(reader.params()[0], std::pair(std::string("REQUEST_METHOD"), std::string("GET")));
    EXPECT_EQ(reader.params()[1].second.size(), 300U);
  }
}

TEST(FastcgiRecordsTest, AParameterMayBeCutByTheEndOfARecord) {
  const std::string params = pair("A", "1") + pair("B", "2");
  RequestReader reader;
  EXPECT_EQ(reader.read(record(1, kResponder) + record(4, params.substr(0, 5)) +
                        record(4, params.substr(5)) + record(4, "") + record(5, "")),
            State::kComplete);
  EXPECT_EQ(reader.params().size(), 2U);
}

TEST(FastcgiRecordsTest, WhatIsNoRequestIsRefused) {
  const std::string begin = record(1, kResponder);
  std::string other_version = begin;
  other_version[0] = 2;
  for (const std::string& bytes : {
           other_version,
           record(4, pair("A", "1")),                      // nothing has begun
           begin + begin,                                  // begun twice
           record(1, std::string("\0\2\0\0\0\0\0\0", 8)),  // an authorizer
           record(1, "short"),
           record(1, kResponder, 0),
           begin + record(4, pair("A", "1"), 2),  // of another request
           begin + record(5, ""),                 // a body before the parameters
           begin + record(2, ""),                 // aborted
           begin + record(9, ""),
           whole(std::string("\5\1A", 3)),   // shorter than it says
           whole(std::string("\x80\1", 2)),  // a length cut short
           whole("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
           whole(std::string("\1", 1)),
       }) {
    RequestReader reader;
    EXPECT_EQ(reader.read(bytes), State::kBroken) << ::testing::PrintToString(bytes);
  }
}

TEST(FastcgiRecordsTest, MoreThanNginxMaySendIsRefused) {
  RequestReader reader;
  EXPECT_EQ(reader.read(record(1, kResponder)), State::kMore);
  EXPECT_EQ(reader.read(record(4, std::string(60'000, 'x'))), State::kMore);
  EXPECT_EQ(reader.read(record(4, std::string(6'000, 'x'))), State::kBroken);
  EXPECT_EQ(reader.read(record(4, "")), State::kBroken);
}

TEST(FastcgiRecordsTest, OutputIsCutIntoRecordsThatFit) {
  EXPECT_EQ(output_records(258, "abc"), std::string("\1\6\1\2\0\3\0\0abc", 11));
  EXPECT_EQ(output_records(1, ""), "");
  const std::string large = output_records(1, std::string(70'000, 'x'));
  EXPECT_EQ(large.size(), 70'000U + 2 * 8);
  EXPECT_EQ(large.substr(0, 8), std::string("\1\6\0\1\xFF\xFF\0\0", 8));
}

TEST(FastcgiRecordsTest, TheEndIsAnEmptyOutputAndASuccess) {
  EXPECT_EQ(end_records(1), std::string("\1\6\0\1\0\0\0\0", 8) +
                                std::string("\1\3\0\1\0\x8\0\0", 8) + std::string(8, '\0'));
}

}  // namespace
}  // namespace pay200::stream
