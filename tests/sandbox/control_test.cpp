#include "sandbox/control.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "tests/sandbox/running_server.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::sandbox {
namespace {

using nlohmann::json;

class RecordingTarget : public ControlTarget {
 public:
  void arm(Fault fault) override { plan.arm(std::move(fault)); }
  void clear_faults() override { plan.clear(); }
  const FaultPlan& faults() const override { return plan; }
  void set_reply_delay_ms(int ms) override { delay_ms = ms; }
  ClosedDay close_day(const CloseDay& asked) override {
    closed = asked;
    return {};
  }
  json status() const override { return {{"requests", 3}}; }

  FaultPlan plan;
  std::optional<int> delay_ms;
  std::optional<CloseDay> closed;
};

TEST(ControlTest, AFaultIsArmedAsItWasAskedFor) {
  RecordingTarget target;
  const std::string answer = answer_control_line(
      R"({"op":"fault","kind":"decline","code":"N7","count":5,"delay_ms":20,)"
      R"("match":{"mti":"0200","terminal":"T1","card_last4":"4242","amount":1000}})",
      target);
  EXPECT_EQ(answer, R"({"ok":true})");
  ASSERT_EQ(target.plan.armed().size(), 1U);
  const Fault& fault = target.plan.armed()[0];
  EXPECT_EQ(fault.kind, FaultKind::kDecline);
  EXPECT_EQ(fault.code, "N7");
  EXPECT_EQ(fault.remaining, 5);
  EXPECT_EQ(fault.delay_ms, 20);
  EXPECT_EQ(fault.match.mti, "0200");
  EXPECT_EQ(fault.match.terminal, "T1");
  EXPECT_EQ(fault.match.card_last4, "4242");
  EXPECT_EQ(fault.match.amount_minor, 1'000);
  const json listed = json::parse(answer_control_line(R"({"op":"faults"})", target));
  EXPECT_EQ(listed.at("faults").at(0),
            json::parse(R"({"kind":"decline","code":"N7","remaining":5,"delay_ms":20,"spent":0,)"
                        R"("match":{"mti":"0200","terminal":"T1","card_last4":"4242",)"
                        R"("amount":1000}})"));
}

TEST(ControlTest, OneFaultToAnyMessageIsTheDefault) {
  RecordingTarget target;
  EXPECT_EQ(answer_control_line(R"({"op":"fault","kind":"lose_reply"})", target), R"({"ok":true})");
  EXPECT_EQ(target.plan.armed().at(0).remaining, 1);
  EXPECT_TRUE(target.plan.armed().at(0).match.matches_all());
  EXPECT_EQ(answer_control_line(R"({"op":"clear"})", target), R"({"ok":true})");
  EXPECT_TRUE(target.plan.armed().empty());
  EXPECT_EQ(answer_control_line(R"({"op":"delay","ms":500})", target), R"({"ok":true})");
  EXPECT_EQ(target.delay_ms, 500);
  EXPECT_EQ(answer_control_line(R"({"op":"status"})", target), R"({"ok":true,"requests":3})");
}

TEST(ControlTest, WhatIsWrongIsRefusedAndChangesNothing) {
  RecordingTarget target;
  const std::vector<std::string> wrong = {
      "",
      "nonsense",
      "[]",
      "{}",
      R"({"op":"explode"})",
      R"({"op":1})",
      R"({"op":"fault"})",
      R"({"op":"fault","kind":"explode"})",
      R"({"op":"fault","kind":"late","count":-1})",
      R"({"op":"fault","kind":"late","count":1.5})",
      R"({"op":"fault","kind":"late","count":18446744073709551615})",
      R"({"op":"fault","kind":"late","delay_ms":"5"})",
      R"({"op":"fault","kind":"late","delay_ms":3600001})",
      R"({"op":"fault","kind":"late","mach":{}})",
      R"({"op":"fault","kind":"late","match":[]})",
      R"({"op":"fault","kind":"late","match":{"stan":"1"}})",
      R"({"op":"fault","kind":"late","match":{"mti":"0210"}})",
      R"({"op":"fault","kind":"late","match":{"amount":"1"}})",
      R"({"op":"fault","kind":"late","code":"51"})",
      R"({"op":"fault","kind":"decline"})",
      R"({"op":"fault","kind":"decline","code":"00"})",
      R"({"op":"fault","kind":"decline","code":"5"})",
      R"({"op":"fault","kind":"decline","code":"5!"})",
      R"({"op":"delay"})",
      R"({"op":"delay","ms":-1})",
      R"({"op":"clear","all":true})",
      "{\"op\":\"\xff\"}",
      "{\"op\":\"fault\",\"\xc3\xa4\":1}",
  };
  for (const auto& line : wrong) {
    const json answer = json::parse(answer_control_line(line, target));
    EXPECT_EQ(answer.at("ok"), false) << line;
    EXPECT_FALSE(answer.at("error").get<std::string>().empty()) << line;
  }
  EXPECT_TRUE(target.plan.armed().empty());
  EXPECT_FALSE(target.delay_ms.has_value());
}

TEST(ControlTest, TheSocketAnswersEachLineAndIsRemovedAtItsEnd) {
  const pay200::test::TemporaryDirectory directory;
  const auto path = directory.path() / "control";
  {
    RecordingTarget target;
    EventLoop loop;
    const ControlSocket socket(loop, path.string(), target);
    EXPECT_EQ(std::filesystem::status(path).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    std::thread thread([&loop] { loop.run(); });
    EXPECT_EQ(test::ask_control(path, R"({"op":"status"})").at("requests"), 3);
    EXPECT_EQ(test::ask_control(path, "nonsense").at("ok"), false);
    EXPECT_EQ(test::ask_control(path, R"({"op":"status"})").at("ok"), true);
    loop.stop();
    thread.join();
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ControlTest, OnlyASocketIsReplaced) {
  const pay200::test::TemporaryDirectory directory;
  const auto path = (directory.path() / "control").string();
  RecordingTarget target;
  EventLoop loop;
  std::ofstream(path) << "something else";
  EXPECT_THROW(ControlSocket(loop, path, target), std::system_error);
  EXPECT_TRUE(std::filesystem::is_regular_file(path));
  EXPECT_THROW(ControlSocket(loop, std::string(200, 'x'), target), std::system_error);
}

}  // namespace
}  // namespace pay200::sandbox
