#include "dev/stream_judgement.hpp"

#include <gtest/gtest.h>

#include "core/platform/clock.hpp"
#include "core/platform/id.hpp"

namespace pay200::dev {
namespace {

class StreamJudgementTest : public ::testing::Test {
 protected:
  StreamJudgementTest() {
    timelines_[key_.payment_id.to_sql()] = {{1, 1'000}, {2, 2'000}, {3, 3'000}};
  }

  Judgement judge_ids(const std::vector<int>& ids) const {
    PageStory page{to_text(key_), {}};
    for (const int id : ids) page.heard.push_back({id, "payment.any", id * 1'000 + 70});
    return judge({page}, timelines_);
  }

  PaymentKey key_{MerchantId{7}, PaymentId::make(system_clock().now())};
  Timelines timelines_;
};

TEST_F(StreamJudgementTest, WhoHeardAllInOrderHeardItRight) {
  const Judgement judgement = judge_ids({1, 2, 3});
  EXPECT_EQ(judgement.wrong, 0U);
  EXPECT_EQ(judgement.delays_us, (std::vector<std::int64_t>{70, 70}));
}

TEST_F(StreamJudgementTest, WhatIsMissingDoubleOrOutOfOrderIsWrong) {
  for (const std::vector<int>& ids : std::vector<std::vector<int>>{
           {}, {1, 2}, {1, 3}, {2, 3}, {1, 2, 2, 3}, {1, 2, 2}, {1, 3, 2}, {1, 2, 3, 4}}) {
    EXPECT_EQ(judge_ids(ids).wrong, 1U) << ::testing::PrintToString(ids);
  }
}

TEST_F(StreamJudgementTest, APartOfAllIsBelowItsPercentile) {
  Judgement judgement;
  EXPECT_EQ(judgement.percentile(0.99), 0);
  for (int i = 0; i <= 100; ++i) judgement.delays_us.push_back(i);
  EXPECT_EQ(judgement.percentile(0.5), 50);
  EXPECT_EQ(judgement.percentile(0.99), 99);
  EXPECT_EQ(judgement.percentile(1), 100);
}

}  // namespace
}  // namespace pay200::dev
