#include "fcgi-app/stream/topics.hpp"

#include <gtest/gtest.h>
#include <string>

namespace pay200::stream {
namespace {

using enum PageEventType;

PageEvent event(int number, PageEventType type) { return {.number = number, .type = type}; }

PaymentKey key(int number) {
  PaymentKey made{MerchantId{7}, {}};
  made.payment_id.value.bytes.back() = static_cast<std::uint8_t>(number);
  return made;
}

std::string numbers(std::span<const PageEvent> events) {
  std::string text;
  for (const PageEvent& one : events) text += std::to_string(one.number) + " ";
  return text;
}

Topic known() {
  Topic topic;
  topic.add({event(1, kReady), event(2, kScanned), event(4, kAuthorizing)});
  return topic;
}

TEST(TopicsTest, WhatIsReadTwiceIsKnownOnce) {
  Topic topic = known();
  EXPECT_EQ(topic.last(), 4);
  EXPECT_FALSE(topic.add({event(2, kScanned), event(4, kAuthorizing)}));
  EXPECT_TRUE(topic.add({event(4, kAuthorizing), event(5, kApproved)}));
  EXPECT_EQ(numbers(topic.after(0)), "1 2 4 5 ");
}

TEST(TopicsTest, WhatIsNoNewsIsPassedOverButRead) {
  Topic topic = known();
  EXPECT_FALSE(topic.add({event(5, kAuthorizing)}));
  EXPECT_EQ(topic.last(), 5);
  EXPECT_EQ(numbers(topic.after(0)), "1 2 4 ");
}

TEST(TopicsTest, OnlyWhatIsMissedIsTold) {
  const Topic topic = known();
  EXPECT_EQ(numbers(topic.after(2)), "4 ");
  EXPECT_EQ(numbers(topic.after(3)), "4 ");
  EXPECT_EQ(numbers(topic.after(4)), "");
}

TEST(TopicsTest, WhoHasNothingBeginsWithTheStateAsItIs) {
  const Topic topic = known();
  EXPECT_EQ(numbers(topic.after(topic.begin_after(std::nullopt))), "4 ");
  EXPECT_EQ(numbers(topic.after(topic.begin_after(0))), "1 2 4 ");
  EXPECT_EQ(numbers(topic.after(topic.begin_after(1))), "2 4 ");
  EXPECT_EQ(numbers(topic.after(topic.begin_after(4))), "");
  // An id that is not of this payment, or of a history that is no more.
  EXPECT_EQ(numbers(topic.after(topic.begin_after(99))), "4 ");
  EXPECT_EQ(Topic().begin_after(std::nullopt), 0);
}

TEST(TopicsTest, APaymentHasEndedWithItsLastEvent) {
  Topic topic;
  EXPECT_FALSE(topic.ended());
  topic.add({event(1, kReady)});
  EXPECT_FALSE(topic.ended());
  topic.add({event(2, kExpired)});
  EXPECT_TRUE(topic.ended());
}

TEST(TopicsTest, WhoeverComesHasThePaymentReadOnce) {
  Topics topics;
  topics.follow(key(1), 10);
  topics.follow(key(1), 11);
  topics.follow(key(2), 12);
  EXPECT_EQ(topics.size(), 2U);
  const auto first = topics.take_changed(10);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].cursor.key, key(1));
  EXPECT_EQ(first[0].cursor.after, 0);
  EXPECT_TRUE(topics.take_changed(10).empty());
  topics.follow(key(1), 13);
  EXPECT_EQ(topics.take_changed(10).size(), 1U);
}

TEST(TopicsTest, AHintIsOfThoseWhoAreFollowedOnlyAndKeepsItsFirstTime) {
  Topics topics;
  topics.hint(key(1), SteadyTime(std::chrono::seconds(1)));
  EXPECT_TRUE(topics.take_changed(10).empty());
  topics.follow(key(1), 10);
  topics.take_changed(10);
  topics.find(key(1))->add({event(1, kReady)});
  topics.hint(key(1), SteadyTime(std::chrono::seconds(2)));
  topics.hint(key(1), SteadyTime(std::chrono::seconds(3)));
  const auto changed = topics.take_changed(10);
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_EQ(changed[0].cursor.after, 1);
  EXPECT_EQ(changed[0].changed_at, SteadyTime(std::chrono::seconds(2)));
}

TEST(TopicsTest, NoMoreAreTakenThanAskedForAndTheRestComesNext) {
  Topics topics;
  for (int i = 0; i < 10; ++i) topics.follow(key(i), static_cast<FollowerId>(i));
  EXPECT_EQ(topics.take_changed(4).size(), 4U);
  EXPECT_EQ(topics.take_changed(100).size(), 6U);
  EXPECT_EQ(topics.cursors().size(), 10U);
}

TEST(TopicsTest, TheLastWhoLeavesTakesTheTopicWithIt) {
  Topics topics;
  topics.follow(key(1), 10);
  topics.follow(key(1), 11);
  topics.leave(key(1), 10);
  EXPECT_NE(topics.find(key(1)), nullptr);
  topics.leave(key(1), 11);
  EXPECT_EQ(topics.find(key(1)), nullptr);
  EXPECT_TRUE(topics.take_changed(10).empty());
  topics.leave(key(1), 11);  // nothing
  // Followed anew before its old mark is met: read once, from the beginning.
  topics.follow(key(1), 12);
  topics.leave(key(1), 12);
  topics.follow(key(1), 13);
  EXPECT_EQ(topics.take_changed(10).size(), 1U);
}

}  // namespace
}  // namespace pay200::stream
