#include <nlohmann/json.hpp>

#include "sandbox/control.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

/// Does nothing, and knows what it was asked.
class Asked : public sandbox::ControlTarget {
 public:
  void arm(sandbox::Fault fault) override {
    ++changes;
    require(fault.remaining >= 0 && fault.delay_ms >= 0, "a fault's numbers are not negative");
    require(
        fault.code.empty() == (fault.kind != sandbox::FaultKind::kDecline) && fault.code != "00",
        "a code goes with a decline, and declines");
    plan_.arm(std::move(fault));
  }
  void clear_faults() override { ++changes; }
  const sandbox::FaultPlan& faults() const override { return plan_; }
  void set_reply_delay_ms(int delay_ms) override {
    ++changes;
    require(delay_ms >= 0 && delay_ms <= 3'600'000, "a delay is an hour at most");
  }
  sandbox::ClosedDay close_day(const sandbox::CloseDay& asked) override {
    require(asked.day.ok(), "a day there is");
    if (!asked.reversed_disputes.empty()) throw sandbox::CannotClose("there is no such dispute");
    ++changes;
    return {};
  }
  nlohmann::json status() const override { return {{"payments", 0}}; }

  int changes = 0;

 private:
  sandbox::FaultPlan plan_;
};

const FuzzTarget kTarget("sandbox_control", [](std::string_view line) {
  Asked asked;
  const std::string text = sandbox::answer_control_line(line, asked);
  require(text.find('\n') == std::string::npos, "an answer is a line");
  const auto answer = nlohmann::json::parse(text);
  require(asked.changes <= 1, "a line is one request");
  if (answer.at("ok") == true) return;
  require(!answer.at("error").get<std::string>().empty(), "a refusal says why");
  require(asked.changes == 0, "what is refused changes nothing");
});

}  // namespace
}  // namespace pay200::fuzz
