// The real program, of two processes: which of them accepts.

#include "fcgi-app/http/accept_turns.hpp"

#include <chrono>
#include <csignal>
#include <gtest/gtest.h>
#include <map>
#include <pqxx/pqxx>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/platform/unique_fd.hpp"
#include "tests/fcgi-app/running_gateway.hpp"
#include "tests/support/comes_true.hpp"

namespace pay200::test {
namespace {

using std::chrono::milliseconds;

constexpr int kThreads = 8;

class AcceptTurnsTest : public testing::Test {
 protected:
  AcceptTurnsTest() { gateway_.start(); }

  /// Of each process, how many requests it says that it has answered.
  std::map<pid_t, int> answered() const {
    std::map<pid_t, int> counts;
    for (const pid_t pid : gateway_.processes()) counts[pid] = 0;
    std::istringstream log(gateway_.log());
    for (std::string line; std::getline(log, line);) {
      if (line.find("\"event\":\"request\"") == std::string::npos) continue;
      for (auto& [pid, count] : counts) {
        count += line.find("\"pid\":" + std::to_string(pid) + ",") != std::string::npos ? 1 : 0;
      }
    }
    return counts;
  }
  /// Whoever answers `calls` more requests, one after the other.
  std::map<pid_t, int> who_answers(int calls) {
    auto before = answered();
    for (int i = 0; i < calls; ++i) {
      EXPECT_TRUE(gateway_.call("GET", "/healthz").ends(milliseconds(2'000)));
    }
    std::map<pid_t, int> more;
    for (const auto& [pid, count] : answered()) {
      if (count > before[pid]) more[pid] = count - before[pid];
    }
    return more;
  }
  pid_t whose_turn_it_is() {
    for (const auto& [pid, count] : who_answers(5)) {
      if (count >= 3) return pid;
    }
    throw std::runtime_error("nobody's");
  }
  std::vector<FcgiCall> at_once(int calls) {
    std::vector<FcgiCall> made;
    for (int i = 0; i < calls; ++i) made.push_back(gateway_.call("GET", "/healthz"));
    return made;
  }

  RunningGateway gateway_{{.workers = 2, .threads = kThreads}};
};

TEST_F(AcceptTurnsTest, OneTakesAllWhileItHasAThread) {
  const pid_t first = whose_turn_it_is();
  const auto answering = who_answers(100);
  EXPECT_EQ(answering.size(), 1U);
  EXPECT_EQ(answering.at(first), 100);
}

// Each time another: whoever comes in its place waits for its turn.
TEST_F(AcceptTurnsTest, WhoDiesHasLeftItToTheOther) {
  for (int round = 0; round < 5; ++round) {
    ::kill(whose_turn_it_is(), SIGKILL);
    ASSERT_TRUE(gateway_.call("GET", "/healthz").ends(milliseconds(900))) << round;
    ASSERT_TRUE(comes_true([&] { return gateway_.processes().size() == 2; }));
  }
}

TEST_F(AcceptTurnsTest, WhoIsStoppedHoldsUpTheOthersForASecondInAll) {
  const pid_t first = whose_turn_it_is();
  ::kill(first, SIGSTOP);
  for (FcgiCall& call : at_once(60)) EXPECT_TRUE(call.ends(milliseconds(3'000)));
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(gateway_.call("GET", "/healthz").ends(milliseconds(900))) << i;
  }
  EXPECT_GE(gateway_.logged("accepting_out_of_turn"), 1);
  ::kill(first, SIGCONT);
}

TEST_F(AcceptTurnsTest, WhoseThreadsAreAllAtWorkLeavesItToTheOther) {
  for (int round = 0; round < 5; ++round) {
    const pid_t first = whose_turn_it_is();
    const auto before = answered();
    std::vector<FcgiCall> at_work;
    gateway_.database().owner().run_transaction("hold", [&](pqxx::transaction_base& transaction) {
      transaction.exec("LOCK TABLE pay200.payment_order IN ACCESS EXCLUSIVE MODE");
      for (int i = 0; i < kThreads; ++i) at_work.push_back(gateway_.create_payment());
      EXPECT_TRUE(gateway_.call("GET", "/healthz").ends(milliseconds(900))) << round;
    });
    for (FcgiCall& call : at_work) EXPECT_EQ(call.answer().value().status, 200);
    EXPECT_GE(answered().at(first) - before.at(first), kThreads);
  }
}

// One of its threads accepts somebody who says nothing, all others are at work.
TEST_F(AcceptTurnsTest, WhoseLastThreadIsHeldUpLeavesItToTheOther) {
  std::vector<FcgiCall> at_work;
  gateway_.database().owner().run_transaction("hold", [&](pqxx::transaction_base& transaction) {
    transaction.exec("LOCK TABLE pay200.payment_order IN ACCESS EXCLUSIVE MODE");
    for (int i = 1; i < kThreads; ++i) at_work.push_back(gateway_.create_payment());
    const UniqueFd silent = connect_to(gateway_.socket());
    for (FcgiCall& call : at_once(20)) EXPECT_TRUE(call.ends(milliseconds(3'000)));
  });
}

}  // namespace
}  // namespace pay200::test
