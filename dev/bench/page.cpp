#include "dev/bench/page.hpp"

#include <cmath>
#include <cstdio>

namespace pay200::dev {
namespace {

constexpr const char* kBegin = R"(# How fast it is

Made by `make bench` (`make bench-quick` and `make bench-growth` renew their part of it); do not edit.
Absolute figures of a shared machine mean little. What counts is a figure against its limit, measured in the same
run, in turn (A B A B), as the median of several slices; the spread beside it is (largest − smallest) ÷ median.
)";

constexpr const char* kHow = R"(
## How it is measured

- **Everything runs on this one machine**: PostgreSQL with `fsync` and `synchronous_commit` on, nginx, the gateway's
  processes, the card network of test mode, and the load generator.
- **A whole payment** is created by its shop, scanned by its shopper, confirmed with the payment PIN, sent as ISO 8583
  to the card network, and approved; 62 pay at once, as many as nginx lets through (as installed: two workers of 32
  threads), at 20 shops. Beside it stands what 32 do, who wait for one another more; growth, workers and acquirers are 32's. One in 25 is declined, one in 50 is cancelled by
  its shop afterwards. Every confirm verifies its PIN and counts against the shopper's limit.
- **Its limit** is the same on a second cluster like the first, nothing else running: `create_payments`,
  `scan_payments`, `card_to_charge` (the PIN), `begin_attempts`, and `approve_payments` or `decline_payment`, with the cancels' three
  where there is one; the gateway's own SQL functions, one payment a call, by `pgbench -M prepared` with as
  many clients. PostgreSQL serves 62 connections at once less quickly than 32: what the gateway gains by fewer
  connections is part of the ratio. Neither the gateway's further reads nor the reservation of STANs is part of it.
- **A look-up's limit** answers each request at once with the bytes of a payment, from as many processes and threads as
  the gateway has, behind an nginx of the same configuration. [profile.md](profile.md) says where a look-up's time goes.
- **A durable commit** is one row inserted by one client, in turn with the confirms at a tenth of the payments/s measured before.
- **The load generator** is one thread with kept connections. Its part of the machine is in the table above: less than
  a fifth, and idle for more than half of the time, so it is not what limits.
)";

std::string row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) text += " " + cell + " |";
  return text + "\n";
}

std::string target_of(const FigureKey& key) {
  if (key.reach == Reach::kNothing) return "";
  return (key.reach == Reach::kAtLeast ? "≥ " : "≤ ") + in_words(key.target);
}

std::string table(const Figures& figures) {
  std::string text = "\n## Figures\n\nEach by the key that it has in `var/bench.json`.\n\n" +
                     row({"key", "measured", "to reach", "", "what it is"}) +
                     row({"---", "---:", "---:", "---", "---"});
  for (const FigureKey& key : figure_keys()) {
    const auto value = figures.get(key.key);
    const bool judged = value && key.reach != Reach::kNothing;
    text += row({"`" + std::string(key.key) + "`", value ? in_words(*value) : "–", target_of(key),
                 !judged                    ? ""
                 : figures.reached(key.key) ? "reached"
                                            : "**missed**",
                 *key.meaning == '\0' ? "its p99" : key.meaning});
  }
  return text;
}

std::string machine(const Figures& figures) {
  const auto& json = figures.json();
  std::string text = "\n## Where and when\n\n";
  const auto machine = json.value("machine", nlohmann::json::object());
  for (const auto& [name, value] : machine.items()) {
    text += "- " + name + ": " +
            (value.is_string() ? value.get<std::string>() : in_words(value.get<double>())) + "\n";
  }
  text += "\n" + row({"part", "measured", "commit", "load of the machine before"}) +
          row({"---", "---", "---", "---:"});
  const auto runs = json.value("runs", nlohmann::json::object());
  for (const auto& [part, measured] : runs.items()) {
    text += row({part, measured.value("at", ""), measured.value("commit", ""),
                 in_words(measured.value("load_before", 0.0))});
  }
  return text;
}

/// A table whose columns are the names of the first point's members.
std::string series(const Figures& figures, const std::string& name, const std::string& title) {
  const auto all = figures.json().value("series", nlohmann::json::object());
  if (!all.contains(name) || all.at(name).empty()) return {};
  std::vector<std::string> names, lines;
  for (const auto& [column, value] : all.at(name).front().items()) {
    names.push_back(column);
    lines.emplace_back("---:");
  }
  std::string text = "\n## " + title + "\n\n" + row(names) + row(lines);
  for (const auto& point : all.at(name)) {
    std::vector<std::string> cells;
    for (const auto& column : names) cells.push_back(in_words(point.value(column, 0.0)));
    text += row(cells);
  }
  return text;
}

}  // namespace

std::string in_words(double value) {
  char text[64];
  const double size = std::abs(value);
  const int decimals = size >= 100 || value == std::round(value) ? 0 : size >= 10 ? 1 : 3;
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string page_of(const Figures& figures, const std::string& plot) {
  return kBegin + ("\n![Each figure against its target](" + plot + ")\n") + table(figures) +
         series(figures, "growth", "As the tables grow") +
         series(figures, "workers", "With so many API workers") +
         series(figures, "latency", "With so slow an acquirer") + machine(figures) + kHow;
}

}  // namespace pay200::dev
