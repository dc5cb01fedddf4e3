#include "fcgi-app/master/handover.hpp"

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include "tests/fcgi-app/running_gateway.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/is_running.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::test {
namespace {

namespace fs = std::filesystem;
using master::Handover;
using master::Role;
using std::chrono::seconds;

/// A reload, and an upgrade: the program is another file by then, and nobody notices.
class HandoverTest : public testing::Test {
 protected:
  /// As a package manager does it: the new file takes the old one's name.
  void install(const std::string& content_of) const {
    const fs::path next = program_.string() + ".next";
    fs::copy_file(content_of, next, fs::copy_options::overwrite_existing);
    fs::permissions(next, fs::perms(0755));
    fs::rename(next, program_);
  }

  RunningGateway gateway_of(GatewaySettings settings = {}) const {
    install(PAY200_BIN_DIR "/pay200-fcgi");
    settings.program = program_;
    return RunningGateway(settings);
  }

  static bool is_program_of(pid_t pid, const fs::path& file) {
    std::error_code gone;
    return fs::equivalent("/proc/" + std::to_string(pid) + "/exe", file, gone);
  }

  TemporaryDirectory directory_;
  fs::path program_ = directory_.path() / "pay200-fcgi";
};

TEST_F(HandoverTest, WhatIsHandedOverIsUnderstood) {
  const Handover before = {
      .sockets = {{Role::kApi, "10.0.0.5:9000", 7, -1}, {Role::kLink, "/run/a \"b\"", 9, 10}},
      .children = {{4711, Role::kRelay}}};
  const auto after = master::parse_handover(master::handover_text(before));
  ASSERT_TRUE(after);
  ASSERT_EQ(after->sockets.size(), 2U);
  EXPECT_EQ(after->socket_of(Role::kApi)->name, "10.0.0.5:9000");
  EXPECT_EQ(after->socket_of(Role::kApi)->fd, 7);
  EXPECT_EQ(after->socket_of(Role::kLink)->name, "/run/a \"b\"");
  EXPECT_EQ(after->socket_of(Role::kLink)->lock_fd, 10);
  EXPECT_EQ(after->socket_of(Role::kStream), nullptr);
  ASSERT_EQ(after->children.size(), 1U);
  EXPECT_EQ(after->children[0].pid, 4711);
  EXPECT_EQ(after->children[0].role, Role::kRelay);
  for (const char* nonsense : {"", "{}", "[]", R"({"sockets":[{"role":"x"}],"children":[]})"}) {
    EXPECT_FALSE(master::parse_handover(nonsense)) << nonsense;
  }
}

TEST_F(HandoverTest, AfterAnUpgradeTheSameProcessIsTheNewProgram) {
  auto gateway = gateway_of();
  gateway.start();
  const pid_t master = gateway.master().pid();
  const auto before = gateway.processes();
  install(PAY200_BIN_DIR "/pay200-fcgi");
  EXPECT_FALSE(is_program_of(master, program_));
  gateway.master().signal(SIGHUP);
  EXPECT_TRUE(comes_true([&] { return is_program_of(master, program_); }));
  EXPECT_TRUE(comes_true([&] {
    const auto now = gateway.processes();
    return now.size() == 2 && now != before && is_program_of(now[0], program_);
  }));
  for (const pid_t pid : before) {
    EXPECT_TRUE(comes_true([pid] { return !is_running(pid); })) << pid;
  }
  EXPECT_TRUE(gateway.healthy());
  EXPECT_EQ(gateway.logged("\"event\":\"started\""), 2);
  EXPECT_EQ(gateway.master().stop(seconds(20)), 0);
  EXPECT_FALSE(fs::exists(gateway.socket()));
}

TEST_F(HandoverTest, TheLockOnTheSocketIsKept) {
  auto gateway = gateway_of();
  gateway.start();
  gateway.master().signal(SIGHUP);
  ASSERT_TRUE(comes_true([&] { return gateway.logged("\"event\":\"started\"") == 2; }));
  const auto second = gateway.run({"--config", gateway.path("pay200.toml").string(), "--role=api"});
  EXPECT_EQ(second.status, 1);
  EXPECT_NE(second.err.find("already listens"), std::string::npos) << second.err;
  EXPECT_TRUE(gateway.healthy());
}

TEST_F(HandoverTest, AProgramThatCannotTakeOverChangesNothing) {
  auto gateway = gateway_of();
  gateway.start();
  const auto before = gateway.processes();
  const fs::path broken = directory_.path() / "broken";
  std::ofstream(broken) << "#!/bin/sh\necho 'a library is missing' >&2\nexit 127\n";
  install(broken);
  gateway.master().signal(SIGHUP);
  EXPECT_TRUE(comes_true([&] { return gateway.logged("a library is missing") == 1; }));
  EXPECT_EQ(gateway.logged("reload_refused"), 1);
  EXPECT_EQ(gateway.processes(), before);
  EXPECT_TRUE(gateway.healthy());

  install(PAY200_BIN_DIR "/pay200-fcgi");  // and then one that can
  gateway.master().signal(SIGHUP);
  EXPECT_TRUE(comes_true([&] { return gateway.logged("\"event\":\"started\"") == 2; }));
  gateway.wait_until_healthy();
}

TEST_F(HandoverTest, AnotherSocketTakesARestart) {
  auto gateway = gateway_of();
  gateway.start();
  gateway.write_config({.socket = gateway.path("other.socket").string()});
  gateway.master().signal(SIGHUP);
  EXPECT_TRUE(comes_true([&] { return gateway.logged("changes only with a restart") == 1; }));
  EXPECT_EQ(gateway.logged("reload_refused"), 1);
  EXPECT_TRUE(gateway.healthy());
}

TEST_F(HandoverTest, UnderLoadNoRequestIsDropped) {
  auto gateway = gateway_of();
  gateway.start();
  std::atomic<bool> stopping{false};
  std::atomic<int> answered{0};
  std::mutex mutex;
  std::vector<std::string> surprises;  // guarded
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&, i] {
      for (int n = 0; !stopping; ++n) {
        const std::string body = R"({"orderId":"load-)" + std::to_string(i) + "-" +
                                 std::to_string(n) + R"(","orderName":"책","amount":15000})";
        std::string what;
        try {
          const auto answer = gateway
                                  .call("POST", "/v1/payments",
                                        {{"Authorization", "Bearer " + gateway.secret_key()},
                                         {"Content-Type", "application/json"}},
                                        body)
                                  .answer();
          if (!answer) what = "no answer";
          if (answer && answer->status != 200) what = answer->body;
        } catch (const std::exception& refused) {
          what = refused.what();
        }
        ++answered;
        if (what.empty()) continue;
        const std::lock_guard lock(mutex);
        surprises.push_back(what);
      }
    });
  }
  for (int time = 1; time <= 3; ++time) {
    const int before = answered;
    EXPECT_TRUE(comes_true([&] { return answered >= before + 20; }));
    install(PAY200_BIN_DIR "/pay200-fcgi");
    gateway.master().signal(SIGHUP);
    EXPECT_TRUE(comes_true([&] { return gateway.logged("\"event\":\"started\"") == time + 1; },
                           seconds(60)));
  }
  EXPECT_TRUE(comes_true([&] { return gateway.processes().size() == 2; }, seconds(60)));
  stopping = true;
  for (auto& client : clients) client.join();
  for (const auto& surprise : surprises) ADD_FAILURE() << surprise;
  RecordProperty("answered", answered);
}

}  // namespace
}  // namespace pay200::test
