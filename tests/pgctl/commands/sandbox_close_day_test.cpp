#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/reconciliation/clearing_file.hpp"
#include "sandbox/server.hpp"
#include "tests/pgctl/pgctl.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;

TEST(SandboxCloseDayTest, TheFileIsWrittenOnceAndReadable) {
  TestDatabase database;
  Pgctl pgctl(database);
  std::ofstream(pgctl.config_file(), std::ios::app)
      << "\n[[acquirer]]\nname = \"sandbox\"\nhost = \"127.0.0.1\"\nport = 1\n"
         "terminals = [\"PAY20001\"]\nacquirer_id = \"12345\"\nonly_test = true\n";
  TemporaryDirectory directory;
  const std::string control = directory.path() / "control";
  sandbox::ServerOptions options;
  options.journal_path = directory.path() / "journal";
  options.control_path = control;
  sandbox::Server server(options);
  std::thread thread([&server] { server.run(); });
  const auto close = [&] {
    return pgctl.run(
        {"sandbox", "close-day", "--day", "2026-11-23", "--control", control, "--output", "json"});
  };
  const auto closed = close();
  EXPECT_EQ(closed.status, 0) << closed.err;
  const json answer = json::parse(closed.out);
  EXPECT_EQ(answer["closedBefore"], false);
  ClearingFile file(answer["file"].get<std::string>());
  const auto header = file.header();
  EXPECT_TRUE(header);
  if (header) {
    EXPECT_EQ(to_text(header->day), "2026-11-23");
  }
  ClearingRecord record;
  const auto more = file.next(record);
  EXPECT_TRUE(more && !*more);
  EXPECT_EQ(json::parse(close().out)["closedBefore"], true);
  server.stop();
  thread.join();
}

}  // namespace
}  // namespace pay200::test
