// The program pay200-sandbox, as its users start, stop and kill it (sandbox/main.cpp).

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "dev/free_port.hpp"
#include "dev/process.hpp"
#include "sandbox/journal_reader.hpp"
#include "tests/sandbox/gateway_client.hpp"
#include "tests/sandbox/running_server.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::sandbox::test {
namespace {

using pay200::test::comes_true;

const std::string kProgram = PAY200_BIN_DIR "/pay200-sandbox";

class MainTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (directory_.path() / name).string(); }
  std::vector<std::string> command() const {
    return {kProgram,        "--listen",      "127.0.0.1:" + std::to_string(port_),
            "--journal",     path("journal"), "--control",
            path("control"), "--log",         path("log")};
  }
  dev::Process start() const {
    dev::Process process = dev::Process::start({.argv = command()});
    EXPECT_TRUE(comes_true([this] { return connect() != nullptr; }));
    return process;
  }
  std::unique_ptr<GatewayClient> connect() const {
    try {
      return std::make_unique<GatewayClient>(port_);
    } catch (const std::system_error&) {
      return nullptr;
    }
  }
  std::string content(const std::string& name) const {
    std::ifstream file(path(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }
  /// Exit status and stderr of a start that fails.
  std::pair<int, std::string> fail_with(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), kProgram);
    const dev::Finished finished = dev::run({.argv = std::move(arguments)});
    return {finished.status, finished.err};
  }

  pay200::test::TemporaryDirectory directory_;
  std::uint16_t port_ = static_cast<std::uint16_t>(dev::find_free_port());
};

TEST_F(MainTest, ServesUntilSigtermAndLeavesItsJournalButNoSocket) {
  dev::Process process = start();
  EXPECT_EQ(connect()->ask(purchase({})).get(39), "00");
  EXPECT_EQ(ask_control(path("control"), R"({"op":"status"})").at("approved"), 1);
  EXPECT_EQ(process.stop(), 0);
  EXPECT_EQ(read_journal(path("journal")).size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(path("control")));
  EXPECT_NE(content("log").find("\"listening\""), std::string::npos);
  EXPECT_NE(content("log").find("\"stopped\""), std::string::npos);
  EXPECT_EQ(content("log").find("4242424242424242"), std::string::npos);
}

TEST_F(MainTest, WrongOptionsAreNamedAndEndWithTwo) {
  const std::string journal = path("journal");
  for (const std::string listen :
       {"nonsense", ":80", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:80x"}) {
    const auto [status, text] = fail_with({"--listen", listen, "--journal", journal});
    EXPECT_EQ(status, 2) << listen;
    EXPECT_NE(text.find("--listen"), std::string::npos) << text;
  }
  EXPECT_EQ(fail_with({"--listen", "127.0.0.1:0"}).first, 2);
  EXPECT_EQ(fail_with({"--journal", journal}).first, 2);
  EXPECT_EQ(fail_with({"--listen", "127.0.0.1:0", "--journal", journal, "--frobnicate"}).first, 2);
  EXPECT_EQ(
      fail_with({"--listen", "127.0.0.1:0", "--journal", journal, "--reply-delay-ms", "-1"}).first,
      2);
  EXPECT_EQ(fail_with({"--help"}).first, 0);
  EXPECT_FALSE(std::filesystem::exists(journal));
}

TEST_F(MainTest, WhatKeepsItFromServingIsNamedAndEndsWithOne) {
  const auto [status, text] =
      fail_with({"--listen", "127.0.0.1:0", "--journal", path("missing/journal")});
  EXPECT_EQ(status, 1);
  EXPECT_NE(text.find("No such file or directory"), std::string::npos) << text;
  const auto [outside, why] = fail_with({"--listen", "192.0.2.1:80", "--journal", path("journal")});
  EXPECT_EQ(outside, 1);
  EXPECT_NE(why.find("loopback"), std::string::npos) << why;
  std::ofstream(path("broken")) << "{}\n{}\n";
  EXPECT_EQ(fail_with({"--listen", "127.0.0.1:0", "--journal", path("broken")}).first, 1);
}

// Killed at any moment: every reply that left has its record, and what follows knows it.
TEST_F(MainTest, AKillLosesNoAcknowledgedRecord) {
  std::mt19937_64 random(9);
  int stan = 0;
  std::vector<int> acknowledged;
  for (int round = 0; round < 5; ++round) {
    dev::Process process = start();
    const auto gateway = connect();
    constexpr int kInFlight = 200;
    for (int count = 0; count < kInFlight; ++count) gateway->send(purchase({.stan = ++stan}));
    const auto answers = random() % kInFlight;
    for (std::uint64_t count = 0; count < answers; ++count) {
      const auto reply = gateway->receive();
      ASSERT_TRUE(reply.has_value());
      acknowledged.push_back(static_cast<int>(*reply->get_number(11)));
    }
    process.signal(SIGKILL);
    ASSERT_TRUE(process.wait(std::chrono::seconds(10)).has_value());
    while (const auto reply = gateway->receive()) {  // what had left before
      acknowledged.push_back(static_cast<int>(*reply->get_number(11)));
    }
  }
  dev::Process process = start();
  const auto gateway = connect();
  for (const int each : acknowledged) {
    gateway->send(give_back("0420", {.stan = each}, 500'000 + each));
  }
  for (std::size_t count = 0; count < acknowledged.size(); ++count) {
    const auto reply = gateway->receive();
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->get(39), "00");
  }
  const auto sums = sum_by_merchant(read_journal(path("journal"))).at("SHOP0000001");
  EXPECT_EQ(sums.reversed_count, static_cast<std::int64_t>(acknowledged.size()));
  EXPECT_GT(acknowledged.size(), 0U);
  EXPECT_LE(sums.approved_count, stan);
}

TEST_F(MainTest, WhenItsDiskIsFullItEndsAndNothingUnwrittenIsAcknowledged) {
  std::vector<std::string> limited = {"sh", "-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"",
                                      "sh"};  // 8 blocks of 512 bytes
  for (auto& word : command()) limited.push_back(std::move(word));
  dev::Process process = dev::Process::start({.argv = limited});
  ASSERT_TRUE(comes_true([this] { return connect() != nullptr; }));
  const auto gateway = connect();
  int acknowledged = 0;
  for (int stan = 1; stan <= 100; ++stan) {
    gateway->send(purchase({.stan = stan}));
    if (!gateway->receive().has_value()) break;
    ++acknowledged;
  }
  EXPECT_EQ(process.wait(std::chrono::seconds(10)), 1);
  EXPECT_GT(acknowledged, 0);
  EXPECT_EQ(read_journal(path("journal")).size(), static_cast<std::size_t>(acknowledged));
  EXPECT_NE(content("log").find("File too large"), std::string::npos);
}

}  // namespace
}  // namespace pay200::sandbox::test
