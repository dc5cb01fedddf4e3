#include "fcgi-app/stream/event_reader.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <thread>

#include "core/platform/unique_fd.hpp"
#include "tests/support/comes_true.hpp"

namespace pay200::stream {
namespace {

class EventReaderTest : public ::testing::Test {
 protected:
  ReadAnswer answer_of(EventReader& reader) {
    std::optional<ReadAnswer> answer;
    EXPECT_TRUE(test::comes_true([&] {
      answer = reader.take();
      return answer.has_value();
    }));
    return answer.value_or(ReadAnswer{});
  }

  UniqueFd ready_{::eventfd(0, EFD_NONBLOCK)};
};

TEST_F(EventReaderTest, AsksOnAThreadOfItsOwnAndTellsThatItHas) {
  const auto asking = std::this_thread::get_id();
  std::thread::id reading;
  const Sources sources = {
      .events =
          [&](const auto& cursors) {
            reading = std::this_thread::get_id();
            std::vector<std::vector<PageEvent>> events(cursors.size());
            events[0].push_back({.number = 3});
            return events;
          },
      .origin_is_allowed = [](MerchantId,
                              const std::string& origin) { return origin == "https://good"; }};
  EventReader reader(sources, ready_.get());
  EXPECT_TRUE(reader.idle());
  EXPECT_FALSE(reader.take());
  ReadJob job{.number = 9, .topics = {TopicToRead{}, TopicToRead{}}};
  job.origins = {{1, {}, "https://good"}, {2, {}, "https://evil"}};
  reader.ask(std::move(job));
  EXPECT_FALSE(reader.idle());
  const ReadAnswer answer = answer_of(reader);
  EXPECT_TRUE(reader.idle());
  EXPECT_FALSE(answer.failed);
  EXPECT_EQ(answer.job.number, 9U);
  ASSERT_EQ(answer.events.size(), 2U);
  EXPECT_EQ(answer.events[0].at(0).number, 3);
  EXPECT_EQ(answer.refused, std::vector<FollowerId>{2});
  EXPECT_NE(reading, asking);
  std::uint64_t count = 0;
  EXPECT_EQ(::read(ready_.get(), &count, sizeof(count)), static_cast<ssize_t>(sizeof(count)));
}

TEST_F(EventReaderTest, ADatabaseThatIsAwayIsAnAnswerToo) {
  const Sources sources = {
      .events = [](const auto&) -> std::vector<std::vector<PageEvent>> {
        throw std::runtime_error("away");
      },
      .origin_is_allowed = [](MerchantId, const std::string&) { return true; }};
  EventReader reader(sources, ready_.get());
  for (int i = 0; i < 3; ++i) {
    reader.ask({.topics = {TopicToRead{}}});
    EXPECT_TRUE(answer_of(reader).failed);
  }
}

TEST_F(EventReaderTest, MayEndWhileAnAnswerWaits) {
  const Sources sources = {
      .events = [](const auto&) { return std::vector<std::vector<PageEvent>>(1); },
      .origin_is_allowed = [](MerchantId, const std::string&) { return true; }};
  EventReader reader(sources, ready_.get());
  reader.ask({.topics = {TopicToRead{}}});
}

}  // namespace
}  // namespace pay200::stream
