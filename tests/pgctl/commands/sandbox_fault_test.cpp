#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dev/free_port.hpp"
#include "tests/pgctl/pgctl.hpp"
#include "tests/support/comes_true.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// Started by `pgctl sandbox start`, so that what the two verbs say fits together.
class SandboxFaultTest : public testing::Test {
 protected:
  void configure(const std::string& text) {
    std::ofstream(pgctl_.config_file(), std::ios::app) << text;
  }
  static std::string acquirer(const char* name, int port, const char* terminal, bool only_test) {
    return "\n[[acquirer]]\nname = \"" + std::string(name) +
           "\"\nhost = \"127.0.0.1\"\nport = " + std::to_string(port) + "\nterminals = [\"" +
           terminal +
           "\"]\nacquirer_id = \"410200\"\nonly_test = " + (only_test ? "true" : "false") + "\n";
  }
  dev::Process start() {
    dev::ProcessOptions options;
    options.argv = {std::string(PAY200_BIN_DIR) + "/pgctl",
                    "--config",
                    pgctl_.config_file(),
                    "sandbox",
                    "start",
                    "--directory",
                    directory(),
                    "--control",
                    control_};
    options.output = pgctl_.directory() / "sandbox.log";
    auto started = dev::Process::start(options);
    EXPECT_TRUE(test::comes_true([this] { return std::filesystem::exists(control_); }));
    return started;
  }
  /// That `start` makes.
  std::string directory() const { return (pgctl_.directory() / "sandbox").string(); }
  dev::Finished fault(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"sandbox", "fault", "--control", control_});
    return pgctl_.run(more);
  }
  json items(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--output", "json"});
    const auto ended = fault(std::move(more));
    EXPECT_EQ(ended.status, 0) << ended.err;
    return json::parse(ended.out)["items"];
  }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
  const std::string control_ = pgctl_.directory() / "control.sock";
};

TEST_F(SandboxFaultTest, WhatIsArmedIsShownUntilItIsCleared) {
  configure(acquirer("card", 1, "PAY20001", false) +
            acquirer("sandbox", dev::find_free_port(), "PAY20002", true));
  auto sandbox = start();
  EXPECT_EQ(items().size(), 0U);
  items({"--kind", "late", "--delay-ms", "500", "--mti", "0200", "--card", "4242"});
  const json armed = items({"--kind", "decline", "--code", "51", "--count", "0"});
  ASSERT_EQ(armed.size(), 2U);
  EXPECT_EQ(armed[0]["kind"], "late");
  EXPECT_EQ(armed[0]["mti"], "0200");
  EXPECT_EQ(armed[0]["cardLastFour"], "4242");
  EXPECT_EQ(armed[0]["delayMs"], 500);
  EXPECT_EQ(armed[0]["remaining"], 1);
  EXPECT_EQ(armed[1]["code"], "51");
  EXPECT_EQ(armed[1]["remaining"], 0);
  EXPECT_THAT(fault().out, HasSubstr("ever"));
  EXPECT_EQ(items({"--clear"}).size(), 0U);
  const auto refused = fault({"--kind", "decline"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("the sandbox refuses: decline needs a \"code\""));
  EXPECT_TRUE(std::filesystem::exists(directory() + "/journal"));
  EXPECT_EQ(sandbox.stop(), 0) << "it is the sandbox itself that is told to end";
}

TEST_F(SandboxFaultTest, WithoutASandboxTheWayToOneIsSaid) {
  const auto ended = fault();
  EXPECT_EQ(ended.status, 1);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr(control_ + ": No such file or directory"));
  EXPECT_THAT(ended.err, HasSubstr("`pgctl sandbox start`"));
  EXPECT_EQ(fault({"--kind", "late", "--clear"}).status, 2);
  EXPECT_EQ(fault({"--code", "51"}).status, 2);
}

TEST_F(SandboxFaultTest, ItTakesNobodysPlaceButATestAcquirers) {
  const auto start = [this](std::vector<std::string> more) {
    more.insert(more.begin(), {"sandbox", "start"});
    return pgctl_.run(more);
  };
  const auto none = start({});
  EXPECT_EQ(none.status, 4);
  EXPECT_THAT(none.err, HasSubstr("only_test = true"));
  configure(acquirer("card", 1, "PAY20001", false) + acquirer("near", 2, "PAY20002", true) +
            acquirer("far", 3, "PAY20003", true));
  const auto several = start({});
  EXPECT_EQ(several.status, 2);
  EXPECT_THAT(several.err, HasSubstr("--acquirer and one of near, far"));
  EXPECT_EQ(start({"--acquirer", "card"}).status, 3);
  EXPECT_EQ(start({"--acquirer", "nobody"}).status, 4);
  const auto nowhere = start({"--acquirer", "near", "--directory", directory() + "/in/it"});
  EXPECT_EQ(nowhere.status, 1);
  EXPECT_THAT(nowhere.err, HasSubstr(directory() + "/in/it: No such file or directory; make it"));
}

}  // namespace
}  // namespace pay200
