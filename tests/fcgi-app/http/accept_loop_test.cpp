// The real program, of one process with few threads: who keeps whom from being served.

#include "fcgi-app/http/accept_loop.hpp"

#include <csignal>
#include <functional>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <pqxx/pqxx>
#include <sys/resource.h>
#include <vector>

#include "core/platform/unique_fd.hpp"
#include "tests/fcgi-app/running_gateway.hpp"
#include "tests/support/comes_true.hpp"

namespace pay200::test {
namespace {

class AcceptLoopTest : public testing::Test {
 protected:
  AcceptLoopTest() { gateway_.start(); }

  /// Nobody reads or writes the table meanwhile.
  void while_locked(const std::string& table, const std::function<void()>& act) {
    gateway_.database().owner().run_transaction("hold", [&](pqxx::transaction_base& transaction) {
      transaction.exec("LOCK TABLE pay200." + table + " IN ACCESS EXCLUSIVE MODE");
      act();
    });
  }
  FcgiCall get_payment(const std::string& key) {
    return gateway_.call("GET", "/v1/payments/" + key,
                         {{"Authorization", "Bearer " + gateway_.secret_key()}});
  }
  static void expect_ok(std::vector<FcgiCall>& calls) {
    for (FcgiCall& call : calls) {
      const auto answer = call.answer();
      ASSERT_TRUE(answer);
      EXPECT_EQ(answer->status, 200) << answer->body;
    }
  }

  /// While a request waits for the table, another is answered: at once, and not when the thread
  /// that waits loses its turn (a tenth of a second later).
  void expect_passed_on(int rounds, const std::string& table,
                        const std::function<FcgiCall()>& call) {
    int late = 0;
    for (int round = 0; round < rounds; ++round) {
      std::optional<FcgiCall> held_up;
      while_locked(table, [&] {
        held_up.emplace(call());
        FcgiCall other = gateway_.call("GET", "/healthz");
        late += other.ends(std::chrono::milliseconds(90)) ? 0 : 1;
        ASSERT_TRUE(other.ends(std::chrono::seconds(2))) << round;
      });
      EXPECT_EQ(held_up->answer().value().status, 200);
    }
    EXPECT_LT(late, rounds / 2);
  }

  RunningGateway gateway_{{.workers = 1, .threads = 2}};
};

TEST_F(AcceptLoopTest, OfManyThatComeAtOnceNoneIsForgotten) {
  for (int round = 0; round < 20; ++round) {
    std::vector<FcgiCall> calls;
    for (int i = 0; i < 60; ++i) calls.push_back(gateway_.call("GET", "/healthz"));
    expect_ok(calls);
  }
}

// Now and then both come before a thread has woken.
TEST_F(AcceptLoopTest, WhoeverIsHeldUpLeavesTheOthersToAnotherThread) {
  expect_passed_on(120, "payment_order", [&] { return gateway_.create_payment(); });
}

TEST_F(AcceptLoopTest, ALookUpThatIsHeldUpLeavesTheOthersToAnotherThread) {
  const auto made = gateway_.create_payment().answer().value();
  const std::string key = nlohmann::json::parse(made.body).at("paymentKey");
  expect_passed_on(20, "payment", [&] { return get_payment(key); });
}

// libfcgi waits for a request of a connection as it accepts it.
TEST_F(AcceptLoopTest, WhoeverConnectsAndSaysNothingHoldsUpNobody) {
  for (int round = 0; round < 40; ++round) {
    const UniqueFd silent = connect_to(gateway_.socket());
    ASSERT_TRUE(gateway_.call("GET", "/healthz").ends(std::chrono::milliseconds(1'500))) << round;
  }
}

TEST_F(AcceptLoopTest, AfterAFailureThoseWhoWaitAreAccepted) {
  const pid_t worker = gateway_.processes().at(0);
  rlimit before{};
  ASSERT_EQ(::prlimit(worker, RLIMIT_NOFILE, nullptr, &before), 0);
  const rlimit few{.rlim_cur = 3, .rlim_max = before.rlim_max};
  ASSERT_EQ(::prlimit(worker, RLIMIT_NOFILE, &few, nullptr), 0);
  FcgiCall call = gateway_.call("GET", "/healthz");
  EXPECT_TRUE(comes_true([&] { return gateway_.logged("accept_failed") > 0; }));
  ASSERT_EQ(::prlimit(worker, RLIMIT_NOFILE, &before, nullptr), 0);
  EXPECT_TRUE(call.ends(std::chrono::milliseconds(800)));
}

TEST_F(AcceptLoopTest, LookUpsThatWaitHoldOneThread) {
  const auto made = gateway_.create_payment().answer().value();
  const std::string key = nlohmann::json::parse(made.body).at("paymentKey");
  std::vector<FcgiCall> waiting;
  const pid_t worker = gateway_.processes().at(0);
  while_locked("payment", [&] {
    ::kill(worker, SIGSTOP);  // so that they come at once, however busy the machine is
    for (int i = 0; i < 12; ++i) waiting.push_back(get_payment(key));
    ::kill(worker, SIGCONT);
    EXPECT_TRUE(comes_true([&] { return gateway_.waiting_for_locks() == 1; }));
    EXPECT_TRUE(gateway_.call("GET", "/healthz").ends(std::chrono::seconds(2)));
  });
  expect_ok(waiting);
}

}  // namespace
}  // namespace pay200::test
