// The real program: what it does when it is told to end, when its configuration changes, and when
// processes are killed.

#include "fcgi-app/master/master.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <pqxx/pqxx>
#include <sys/stat.h>

#include "tests/fcgi-app/running_gateway.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/is_running.hpp"

namespace pay200::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

class MasterTest : public testing::Test {
 protected:
  /// Runs `act` while a POST /v1/payments waits inside a worker for a row lock, then lets it go on;
  /// what it was answered.
  std::optional<FcgiAnswer> while_in_flight(RunningGateway& gateway,
                                            const std::function<void()>& act) {
    std::optional<FcgiCall> call;
    gateway.database().owner().run_transaction("hold", [&](pqxx::transaction_base& transaction) {
      transaction.exec("LOCK TABLE pay200.payment_order IN ACCESS EXCLUSIVE MODE");
      call.emplace(gateway.create_payment());
      EXPECT_TRUE(comes_true([&] { return gateway.waiting_for_locks() == 1; }));
      act();
    });
    return call->answer();
  }

  static std::vector<std::string> config_of(const RunningGateway& gateway) {
    return {"--config", gateway.path("pay200.toml").string()};
  }
};

TEST_F(MasterTest, AKilledWorkerIsReplaced) {
  RunningGateway gateway;
  gateway.start();
  const auto before = gateway.processes();
  ASSERT_EQ(before.size(), 2U);
  for (const pid_t pid : before) ::kill(pid, SIGKILL);
  EXPECT_TRUE(comes_true([&] {
    return gateway.processes().size() == 2 && gateway.logged("\"how\":\"signal 9\"") == 2;
  }));
  EXPECT_TRUE(gateway.healthy());
  EXPECT_EQ(gateway.logged("\"how\":\"signal 9\""), 2);
  for (const pid_t pid : gateway.processes())
    EXPECT_EQ(std::count(before.begin(), before.end(), pid), 0);
}

TEST_F(MasterTest, ARequestWhoseWorkerIsKilledGetsNoAnswerAtAll) {
  RunningGateway gateway;
  gateway.start();
  const auto answer = while_in_flight(gateway, [&] {
    for (const pid_t pid : gateway.processes()) ::kill(pid, SIGKILL);
  });
  EXPECT_FALSE(answer);
}

TEST_F(MasterTest, SigtermFinishesWhatIsInFlightAndRemovesTheSocket) {
  RunningGateway gateway;
  gateway.start();
  const auto answer = while_in_flight(gateway, [&] {
    gateway.master().signal(SIGTERM);
    EXPECT_TRUE(comes_true([&] { return !std::filesystem::exists(gateway.socket()); }));
    EXPECT_FALSE(gateway.master().wait(milliseconds(100)));
  });
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(gateway.master().wait(seconds(10)), 0);
  EXPECT_TRUE(gateway.processes().empty());
}

TEST_F(MasterTest, AChildThatDoesNotFinishIsEndedAfterTheDrainTimeout) {
  RunningGateway gateway({.drain_timeout_ms = 300});
  gateway.start();
  const auto answer = while_in_flight(gateway, [&] {
    const auto begin = steady_clock::now();
    gateway.master().signal(SIGTERM);
    EXPECT_EQ(gateway.master().wait(seconds(10)), 0);
    EXPECT_GE(steady_clock::now() - begin, milliseconds(300));
  });
  EXPECT_FALSE(answer);
  EXPECT_EQ(gateway.logged("drain_timed_out"), 1);
}

TEST_F(MasterTest, WhenTheMasterIsKilledItsChildrenFinishAndANewOneTakesOver) {
  RunningGateway gateway;
  gateway.start();
  const auto before = gateway.processes();
  const auto answer = while_in_flight(gateway, [&] {
    gateway.master().signal(SIGKILL);  // it alone, not its process group
    EXPECT_EQ(gateway.master().wait(seconds(10)), 128 + SIGKILL);
    gateway.launch();
  });
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  for (const pid_t pid : before) {
    EXPECT_TRUE(comes_true([pid] { return !is_running(pid); })) << pid;
  }
  // Until they ended, the old ones may have answered in the new master's place.
  gateway.wait_until_healthy();
  EXPECT_TRUE(comes_true([&] { return gateway.processes().size() == 2; }));
}

TEST_F(MasterTest, AReloadServesTheNewConfigurationAndDropsNothing) {
  RunningGateway gateway;
  gateway.start();
  const auto before = gateway.processes();
  const auto answer = while_in_flight(gateway, [&] {
    gateway.write_config({.workers = 3, .public_base_url = "https://new.example"});
    gateway.master().signal(SIGHUP);
    EXPECT_TRUE(comes_true([&] { return gateway.processes().size() >= 4; }));
  });
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_TRUE(comes_true([&] { return gateway.processes().size() == 3; }));
  for (const pid_t pid : before) EXPECT_FALSE(is_running(pid));
  const auto created = gateway.create_payment().answer();
  ASSERT_TRUE(created);
  const auto payment = nlohmann::json::parse(created->body);
  EXPECT_TRUE(payment.at("qr").at("url").get<std::string>().starts_with("https://new.example/"));
}

TEST_F(MasterTest, AConfigurationThatIsRefusedChangesNothing) {
  RunningGateway gateway;
  gateway.start();
  const auto before = gateway.processes();
  std::ofstream(gateway.path("pay200.toml")) << "[fcgi]\nworker = 3\n";
  gateway.master().signal(SIGHUP);
  EXPECT_TRUE(comes_true([&] { return gateway.logged("reload_refused") == 1; }));
  EXPECT_EQ(gateway.processes(), before);
  EXPECT_TRUE(gateway.healthy());
}

TEST_F(MasterTest, SecretsThatAreRefusedChangeNothing) {
  RunningGateway gateway;
  gateway.start();
  const auto before = gateway.processes();
  std::ofstream(gateway.path("secrets.toml")) << "[keys]\ntoken_key = \"short\"\n";
  gateway.master().signal(SIGHUP);
  EXPECT_TRUE(comes_true([&] { return gateway.logged("reload_refused") == 1; }));
  EXPECT_EQ(gateway.processes(), before);
  EXPECT_TRUE(gateway.healthy());
}

TEST_F(MasterTest, ASecondMasterOnTheSameSocketIsRefusedAndHarmsNothing) {
  RunningGateway gateway;
  gateway.start();
  auto arguments = config_of(gateway);
  arguments.push_back("--role=api");
  const dev::Finished second = gateway.run(arguments);
  EXPECT_EQ(second.status, 1);
  EXPECT_EQ(second.err, "pay200-fcgi: another pay200-fcgi (process " +
                            std::to_string(gateway.master().pid()) + ") already listens on " +
                            gateway.socket().string() + "\n");
  EXPECT_TRUE(gateway.healthy());
}

TEST_F(MasterTest, ARoleThatCannotStartIsTriedAgainWithGrowingPauses) {
  RunningGateway gateway;
  gateway.start();
  std::filesystem::remove(gateway.path("secrets.toml"));
  for (const pid_t pid : gateway.processes()) ::kill(pid, SIGKILL);
  EXPECT_TRUE(comes_true([&] { return gateway.logged("secrets_refused") >= 4; }));
  const int starts = gateway.logged("child_started");
  EXPECT_LE(starts, 14);  // without pauses there would be hundreds
  EXPECT_FALSE(gateway.master().wait(milliseconds(0)));
}

TEST_F(MasterTest, WhatIsWrongWithTheConfigurationIsSaidInWords) {
  RunningGateway gateway;
  std::ofstream(gateway.path("pay200.toml")) << "[fcgi]\nworker = 3\n";
  const dev::Finished refused = gateway.run(config_of(gateway));
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.err.find("pay200.toml:2: unknown key \"fcgi.worker\""), std::string::npos)
      << refused.err;
  const dev::Finished missing = gateway.run({"--config", "/nonexistent.toml"});
  EXPECT_EQ(missing.status, 1);
  EXPECT_NE(missing.err.find("/nonexistent.toml"), std::string::npos);
}

TEST_F(MasterTest, CheckConfigLooksAtSecretsTooAndStartsNothing) {
  RunningGateway gateway;
  auto arguments = config_of(gateway);
  arguments.push_back("--check-config");
  EXPECT_EQ(gateway.run(arguments).status, 0);
  ::chmod(gateway.path("secrets.toml").c_str(), 0644);
  const dev::Finished refused = gateway.run(arguments);
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.err.find("role api:"), std::string::npos) << refused.err;
  EXPECT_FALSE(std::filesystem::exists(gateway.socket()));
}

TEST_F(MasterTest, AnUnknownRoleIsRefused) {
  const RunningGateway gateway;
  EXPECT_NE(gateway.run({"--role=stream"}).status, 0);
}

}  // namespace
}  // namespace pay200::test
