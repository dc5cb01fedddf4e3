// `pay200-dev run` as `make run` starts it: what it says, what dev.json holds, and a second start.

#include "dev/run.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "dev/process.hpp"
#include "dev/shop_client.hpp"
#include "tests/support/is_running.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::dev {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

class RunTest : public ::testing::Test {
 protected:
  struct Running {
    Process process;
    nlohmann::json dev_json;
    milliseconds took;
  };

  Running start(const std::string& output) {
    const auto begun = steady_clock::now();
    const std::string program = PAY200_BIN_DIR "/pay200-dev";
    const std::string var = directory_.path() / "var";
    Running running{Process::start({.argv = {program, "run", "--port", "0", "--var", var},
                                    .output = directory_.path() / output}),
                    {},
                    {}};
    while (text(output).find("Ctrl-C") == std::string::npos && running.process.running() &&
           steady_clock::now() - begun < seconds(60)) {
      std::this_thread::sleep_for(milliseconds(10));
    }
    running.took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
    running.dev_json = dev_json();
    return running;
  }

  nlohmann::json dev_json() const { return nlohmann::json::parse(text("var/dev.json")); }

  std::string text(const std::string& name) const {
    std::ifstream file(directory_.path() / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  /// What a browser's page of this origin is answered when it asks for a payment.
  static std::string answer_to_page(const nlohmann::json& dev_json, const std::string& origin) {
    ShopClient page(dev_json.at("baseUrl"), dev_json.at("keys").at("client"));
    page.api().set_header("Origin", origin);
    const ApiAnswer answer = page.create_payment({unused_order_id(), "커피 두 잔", 11'000});
    return answer.ok() ? "ok" : answer.summary();
  }

  test::TemporaryDirectory directory_;
};

TEST_F(RunTest, ASecondStartIsQuickAndKeepsItsData) {
  auto first = start("first");
  ASSERT_TRUE(first.process.running()) << text("first");
  EXPECT_NE(text("first").find("(DONE)"), std::string::npos) << text("first");
  for (const char* name : {"baseUrl", "merchant", "keys", "logins", "cards", "acquirers", "config",
                           "journal", "database", "sockets", "pids"}) {
    EXPECT_TRUE(first.dev_json.contains(name)) << name;
  }
  ASSERT_EQ(first.dev_json.at("acquirers").size(), 2U);
  for (const auto& acquirer : first.dev_json.at("acquirers")) {
    EXPECT_TRUE(std::filesystem::exists(acquirer.at("journal").get<std::string>()));
    EXPECT_TRUE(std::filesystem::is_socket(acquirer.at("control").get<std::string>()));
    EXPECT_TRUE(first.dev_json.at("pids").contains(acquirer.at("name").get<std::string>()));
  }
  for (const auto& [name, pid] : first.dev_json.at("pids").items()) {
    EXPECT_TRUE(test::is_running(pid.get<pid_t>())) << name;
  }
  const std::string url = first.dev_json.at("baseUrl");
  EXPECT_EQ(answer_to_page(first.dev_json, url), "ok");
  EXPECT_EQ(answer_to_page(first.dev_json, "http://localhost" + url.substr(url.rfind(':'))), "ok");
  EXPECT_NE(answer_to_page(first.dev_json, "https://evil.example"), "ok");
  EXPECT_EQ(first.process.stop(seconds(20), SIGINT), 0) << text("first");
  for (const auto& [name, pid] : first.dev_json.at("pids").items()) {
    EXPECT_FALSE(test::is_running(pid.get<pid_t>())) << name;
  }
  EXPECT_TRUE(dev_json().at("pids").empty());

  auto second = start("second");
  ASSERT_TRUE(second.process.running()) << text("second");
  EXPECT_LT(second.took, seconds(5));
  EXPECT_EQ(second.dev_json.at("keys"), first.dev_json.at("keys"));
  EXPECT_EQ(second.dev_json.at("cards"), first.dev_json.at("cards"));
}

TEST_F(RunTest, APartThatDiesIsStartedAgainAndDevJsonFollows) {
  auto running = start("out");
  ASSERT_TRUE(running.process.running()) << text("out");
  const auto old = running.dev_json.at("pids").at("sandbox").get<pid_t>();
  ::kill(old, SIGKILL);
  const auto deadline = steady_clock::now() + seconds(20);
  while (text("out").find("started again") == std::string::npos && steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  const auto now = dev_json().at("pids").at("sandbox").get<pid_t>();
  EXPECT_NE(now, old);
  EXPECT_TRUE(test::is_running(now));
}

}  // namespace
}  // namespace pay200::dev
