// deploy/monitoring: what it asks for is what /metrics says, and every alert has its part in
// docs/operating.md.

#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "core/platform/metrics/catalogue.hpp"
#include "dev/private_file.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;

const std::string kFolder = PAY200_SOURCE_DIR "/deploy/monitoring/";

/// Every name of a series that there is.
std::set<std::string> series() {
  std::set<std::string> names;
  for (const auto& metric : metrics::kCatalogue) {
    if (metric.type != metrics::Type::kSeconds) {
      names.insert(metric.name);
      continue;
    }
    for (const char* part : {"_bucket", "_sum", "_count"}) {
      names.insert(std::string(metric.name) + part);
    }
  }
  return names;
}

std::vector<std::string> names_in(const std::string& expression) {
  static const std::regex name("pay200_[a-z0-9_]+");
  std::vector<std::string> found;
  for (std::sregex_iterator at(expression.begin(), expression.end(), name), end; at != end; ++at) {
    found.push_back(at->str());
  }
  return found;
}

/// Brackets and quotes close in order.
bool is_balanced(const std::string& expression) {
  std::string open;
  bool quoted = false;
  for (const char c : expression) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '(' || c == '[' || c == '{') open += c;
    const char wanted = c == ')' ? '(' : c == ']' ? '[' : c == '}' ? '{' : '\0';
    if (wanted == '\0') continue;
    if (open.empty() || open.back() != wanted) return false;
    open.pop_back();
  }
  return open.empty() && !quoted;
}

void expect_sound(const std::string& expression) {
  static const std::set<std::string> known = series();
  EXPECT_TRUE(is_balanced(expression)) << expression;
  const auto names = names_in(expression);
  EXPECT_FALSE(names.empty()) << expression;
  for (const auto& name : names) EXPECT_TRUE(known.contains(name)) << name;
}

struct Alert {
  std::string name, expression, severity, summary, runbook;
};

/// The file keeps to one form, so that this little understands it: a key a line.
std::vector<Alert> alerts() {
  std::vector<Alert> found;
  std::ifstream file(kFolder + "alerts.yml");
  static const std::regex line("^ {6,10}(?:- )?([a-z]+): (.*)$");
  for (std::string text; std::getline(file, text);) {
    std::smatch parts;
    if (!std::regex_match(text, parts, line)) continue;
    if (parts[1] == "alert") {
      found.push_back(
          {.name = parts[2], .expression = {}, .severity = {}, .summary = {}, .runbook = {}});
    }
    if (found.empty()) continue;
    if (parts[1] == "expr") found.back().expression = parts[2];
    if (parts[1] == "labels") found.back().severity = parts[2];
    if (parts[1] == "summary") found.back().summary = parts[2];
    if (parts[1] == "runbook") found.back().runbook = parts[2];
  }
  return found;
}

TEST(MonitoringTest, EveryPanelShowsWhatThereIs) {
  const json dashboard = json::parse(dev::read_file(kFolder + "dashboard.json"));
  std::set<int> ids;
  int shown = 0;
  for (const auto& panel : dashboard.at("panels")) {
    EXPECT_TRUE(ids.insert(panel.at("id").get<int>()).second) << panel.at("id");
    EXPECT_FALSE(panel.at("title").get<std::string>().empty());
    const auto& place = panel.at("gridPos");
    EXPECT_LE(place.at("x").get<int>() + place.at("w").get<int>(), 24);
    if (panel.at("type") == "row") continue;
    for (const auto& target : panel.at("targets")) {
      expect_sound(target.at("expr"));
      ++shown;
    }
  }
  EXPECT_GT(shown, 30);
}

TEST(MonitoringTest, EveryMetricIsOnTheDashboard) {
  const std::string dashboard = dev::read_file(kFolder + "dashboard.json");
  for (const auto& metric : metrics::kCatalogue) {
    EXPECT_NE(dashboard.find(metric.name), std::string::npos) << metric.name;
  }
}

TEST(MonitoringTest, EveryAlertIsSoundAndSaysWhatToDo) {
  const std::string guide = dev::read_file(PAY200_SOURCE_DIR "/docs/operating.md");
  std::set<std::string> names;
  for (const auto& alert : alerts()) {
    EXPECT_TRUE(names.insert(alert.name).second) << alert.name;
    expect_sound(alert.expression);
    EXPECT_TRUE(alert.severity == "{severity: page}" || alert.severity == "{severity: ticket}")
        << alert.name << ": " << alert.severity;
    EXPECT_FALSE(alert.summary.empty()) << alert.name;
    std::string anchor = alert.name;
    for (char& c : anchor) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_EQ(alert.runbook, "docs/operating.md#" + anchor);
    EXPECT_NE(guide.find("### " + alert.name + "\n"), std::string::npos)
        << "docs/operating.md has no part on " << alert.name;
  }
  EXPECT_GE(names.size(), 12U);
}

/// The gauges of a process that has ended are not there: neither 0 nor too high.
TEST(MonitoringTest, ARoleThatIsGoneIsAnAlertAndSilencesNone) {
  std::string down, acquirers;
  for (const auto& alert : alerts()) {
    if (alert.name == "Pay200Down") down = alert.expression;
    if (alert.name == "Pay200NoAcquirer") acquirers = alert.expression;
  }
  for (const std::string role : {"api", "link", "relay", "stream"}) {
    EXPECT_NE(down.find("absent(pay200_build_info{role=\"" + role + "\"})"), std::string::npos);
  }
  EXPECT_NE(acquirers.find("or absent(pay200_acquirer_ready)"), std::string::npos);
}

/// docs/metrics.md says what to be woken for.
TEST(MonitoringTest, WhatOneIsToBeWokenForIsAnAlert) {
  std::string all;
  for (const auto& alert : alerts()) all += alert.expression + "\n";
  std::ifstream file(PAY200_SOURCE_DIR "/docs/metrics.md");
  bool there = false;
  int compared = 0;
  for (std::string line; std::getline(file, line);) {
    there = there || line == "## What to be woken for";
    if (!there || !line.starts_with("| `")) continue;
    for (const auto& name : names_in(line.substr(0, line.find('|', 2)))) {
      EXPECT_NE(all.find(name), std::string::npos) << name;
      ++compared;
    }
  }
  EXPECT_GE(compared, 7);
}

}  // namespace
}  // namespace pay200::test
