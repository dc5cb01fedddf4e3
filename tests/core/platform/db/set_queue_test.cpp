#include "core/platform/db/set_queue.hpp"

#include <atomic>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <list>
#include <thread>

#include "tests/support/comes_true.hpp"

namespace pay200::db {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// The first call is carried until it is let go; what gathers behind it is written down.
class SetQueueTest : public testing::Test {
 protected:
  void TearDown() override {
    for (std::thread& caller : callers_) caller.join();
  }

  void call(const std::string& key) {
    callers_.emplace_back([this, key] {
      const Params none;
      SetCall call(none, key);
      queue_.pass(call, [this](const std::vector<SetCall*>& set) { carry(set); });
      EXPECT_TRUE(call.answered);
    });
  }
  void begin() {
    call("first");
    first_is_carried_.get_future().wait();
  }
  void gather(const std::vector<std::string>& keys) {
    for (const std::string& key : keys) call(key);
    ASSERT_TRUE(test::comes_true([&] { return queue_.waiting() == keys.size(); }));
  }
  std::vector<std::string> end() {
    let_go_.set_value();
    TearDown();
    callers_.clear();
    return sets_;
  }

  SetQueue queue_{1, 1h};

 private:
  void carry(const std::vector<SetCall*>& set) {
    std::string keys;
    for (SetCall* one : set) {
      if (one != set.front()) keys += " ";
      keys += one->key;
      one->answered = true;
    }
    if (keys == "first") {
      first_is_carried_.set_value();
      let_go_.get_future().wait();
    }
    const std::lock_guard lock(mutex_);
    sets_.push_back(keys);
  }

  std::list<std::thread> callers_;
  std::promise<void> first_is_carried_, let_go_;
  std::mutex mutex_;
  std::vector<std::string> sets_;
};

TEST_F(SetQueueTest, WhatGathersIsOneSetInTheOrderOfItsKeys) {
  begin();
  gather({"c", "a", "d", "b"});
  EXPECT_THAT(end(), ElementsAre("first", "a b c d"));
}

TEST_F(SetQueueTest, ASetHoldsOneOfAKey) {
  begin();
  gather({"a", "a", "b"});
  EXPECT_THAT(end(), ElementsAre("first", "a b", "a"));
}

TEST_F(SetQueueTest, OfCallsWithoutAKeyItHoldsAnyNumber) {
  begin();
  gather({"", "", ""});
  EXPECT_THAT(end(), ElementsAre("first", "  "));
}

TEST_F(SetQueueTest, WhatASizeDoesNotHoldGoesNext) {
  begin();
  gather({"a", "b", "c", "d", "e"});
  const auto sets = end();
  ASSERT_EQ(sets.size(), 3U);
  EXPECT_EQ(sets[1].size(), 7U) << "four of them";
  EXPECT_EQ(sets[2].size(), 1U);
}

TEST_F(SetQueueTest, NobodyIsForgottenWhenManyCallAgainAndAgain) {
  constexpr int kCallers = 24, kCalls = 500;
  SetQueue queue(2, 1ms);
  std::atomic<int> carried{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&] {
      const Params none;
      for (int n = 0; n < kCalls; ++n) {
        SetCall call(none, "");
        queue.pass(call, [&](const std::vector<SetCall*>& set) {
          carried += static_cast<int>(set.size());
          for (SetCall* one : set) one->answered = true;
        });
        ASSERT_TRUE(call.answered);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(carried, kCallers * kCalls);
}

TEST_F(SetQueueTest, ASetThatIsHeldUpHoldsUpNoOther) {
  SetQueue queue(1, 20ms);
  std::promise<void> held, let_go;
  const Params none;
  std::thread caller([&] {
    SetCall first(none, "a");
    queue.pass(first, [&](const std::vector<SetCall*>&) {
      held.set_value();
      let_go.get_future().wait();
    });
  });
  held.get_future().wait();
  SetCall second(none, "b");
  bool carried = false;
  queue.pass(second, [&](const std::vector<SetCall*>&) { carried = true; });
  EXPECT_TRUE(carried);
  let_go.set_value();
  caller.join();
}

// Threads that shared one would find out together who is the last to be done with it.
TEST_F(SetQueueTest, WhoeverIsToldThatNobodyAnswersHasAnExceptionOfItsOwn) {
  const Params none;
  SetCall one(none, "a"), other(none, "b");
  tell_unavailable({&one, &other}, Unavailable("no connection"));
  EXPECT_NE(one.error, other.error);
  for (const SetCall* call : {&one, &other}) {
    EXPECT_TRUE(call->answered);
    try {
      std::rethrow_exception(call->error);
    } catch (const Unavailable& told) {
      EXPECT_STREQ(told.what(), "no connection");
    }
  }
}

TEST_F(SetQueueTest, EachCallHasItsParametersAndItsPlace) {
  EXPECT_EQ(set_sql({"f", "SELECT * FROM f($1, $2)"}, 2, 2),
            "SELECT 0 AS place, one.* FROM (SELECT * FROM f($1, $2)) AS one UNION ALL "
            "SELECT 1 AS place, one.* FROM (SELECT * FROM f($3, $4)) AS one");
  EXPECT_THAT(set_sql({"f", "SELECT f($12)"}, 12, 3), testing::HasSubstr("f($36)"));
}

TEST_F(SetQueueTest, AStatementOnAnArrayTakesAllCallsAsItsElements) {
  const Statement statement{"f", "SELECT * FROM f(ARRAY[ROW($1, $2)::f_call])"};
  EXPECT_EQ(set_sql(statement, 2, 1), statement.sql);
  EXPECT_EQ(
      set_sql(statement, 2, 3),
      "SELECT * FROM f(ARRAY[ROW($1, $2)::f_call, ROW($3, $4)::f_call, ROW($5, $6)::f_call])");
}

}  // namespace
}  // namespace pay200::db
