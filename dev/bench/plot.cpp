#include "dev/bench/plot.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

namespace pay200::dev {
namespace {

constexpr int kWidth = 860;
constexpr int kRow = 30;
constexpr int kTop = 56;
constexpr int kLabels = 330;      // where the bars begin
constexpr int kBars = 380;        // as long as one may be
constexpr double kMostTimes = 2;  // of its target, at the end of the bars
constexpr int kGrowthHeight = 300;

const char* const kGood = "#1a7f5a";
const char* const kMissed = "#b3541e";

std::string number(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string label(int x, int y, const std::string& text, const std::string& more = {}) {
  return "<text x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\"" +
         (more.empty() ? "" : " " + more) + ">" + text + "</text>\n";
}

std::string line(int x1, int y1, int x2, int y2, const std::string& color) {
  return "<line x1=\"" + std::to_string(x1) + "\" y1=\"" + std::to_string(y1) + "\" x2=\"" +
         std::to_string(x2) + "\" y2=\"" + std::to_string(y2) + "\" stroke=\"" + color + "\"/>\n";
}

std::string in_short(double value) {
  const double size = std::abs(value);
  return number(value, size < 10 ? 2 : size < 1'000 ? 1 : 0);
}

/// A bar's length is how much of its target was reached; the line at 1 is the target.
std::string bar(const Figures& figures, const FigureKey& key, int y) {
  const double value = *figures.get(key.key);
  const double times = std::min(kMostTimes, value / key.target);
  const int length = std::max(1, static_cast<int>(times / kMostTimes * kBars));
  const std::string sign = key.reach == Reach::kAtLeast ? "≥ " : "≤ ";
  return label(kLabels - 10, y + 15, key.key, "text-anchor=\"end\"") + "<rect x=\"" +
         std::to_string(kLabels) + "\" y=\"" + std::to_string(y) + "\" width=\"" +
         std::to_string(length) + "\" height=\"20\" rx=\"2\" fill=\"" +
         (figures.reached(key.key) ? kGood : kMissed) + "\"/>\n" +
         label(kLabels + kBars + 10, y + 15,
               in_short(value) + " (" + sign + in_short(key.target) + ")", "class=\"value\"");
}

std::string bars(const Figures& figures, int& y) {
  std::string out = label(16, 30, "Each figure against its target (the line): green is within",
                          "class=\"title\"");
  const int begin = y;
  for (const FigureKey& key : figure_keys()) {
    if (key.reach == Reach::kNothing || !figures.get(key.key)) continue;
    out += bar(figures, key, y);
    y += kRow;
  }
  const int target = kLabels + static_cast<int>(kBars / kMostTimes);
  return out + line(target, begin - 8, target, y, "#222");
}

struct Curve {
  const char* key;
  const char* name;
  const char* color;
};

/// Both axes' zero is at the lower left; to the right the number of payments, tenfold each step.
std::string growth(const nlohmann::json& points, int y) {
  const std::vector<Curve> curves = {{"payment_growth", "a payment", kGood},
                                     {"look_up_growth", "a look-up", "#2b5fa8"}};
  const int bottom = y + kGrowthHeight - 40, height = kGrowthHeight - 100;
  std::string out =
      label(16, y + 26, "Cost with so many payments in the tables, against the fewest",
            "class=\"title\"") +
      line(kLabels - 250, bottom, kLabels + kBars, bottom, "#222");
  const double least = std::log10(points.front().at("payments").get<double>());
  const double most = std::log10(points.back().at("payments").get<double>());
  const auto x_of = [&](double payments) {
    const double part = most > least ? (std::log10(payments) - least) / (most - least) : 0;
    return kLabels - 220 + static_cast<int>(part * (kBars + 120));
  };
  const auto y_of = [&](double times) { return bottom - static_cast<int>(times / 2 * height); };
  for (const double times : {0.5, 1.0, 1.2, 1.5, 2.0}) {
    out += line(kLabels - 250, y_of(times), kLabels + kBars, y_of(times),
                times == 1.2 ? kMissed : "#ccc") +
           label(kLabels - 258, y_of(times) + 5, "×" + number(times, 1), "text-anchor=\"end\"");
  }
  int legend = kLabels - 220;
  for (const Curve& curve : curves) {
    std::string path;
    for (const auto& point : points) {
      const int x = x_of(point.at("payments").get<double>());
      const int at = y_of(std::min(2.2, point.at(curve.key).get<double>()));
      path += (path.empty() ? "M" : " L") + std::to_string(x) + " " + std::to_string(at);
      out += "<circle cx=\"" + std::to_string(x) + "\" cy=\"" + std::to_string(at) +
             "\" r=\"4\" fill=\"" + curve.color + "\"/>\n";
    }
    out += "<path d=\"" + path + "\" fill=\"none\" stroke-width=\"2\" stroke=\"" +
           std::string(curve.color) + "\"/>\n" +
           label(legend, y + 50, std::string("● ") + curve.name,
                 "fill=\"" + std::string(curve.color) + "\"");
    legend += 120;
  }
  for (const auto& point : points) {
    const double payments = point.at("payments").get<double>();
    out += label(x_of(payments), bottom + 20, number(payments, 0), "text-anchor=\"middle\"");
  }
  return out;
}

}  // namespace

std::string plot_of(const Figures& figures) {
  int y = kTop;
  std::string inside = bars(figures, y);
  const auto series = figures.json().value("series", nlohmann::json::object());
  if (series.contains("growth") && series.at("growth").size() > 1) {
    inside += growth(series.at("growth"), y + 10);
    y += kGrowthHeight;
  }
  const std::string height = std::to_string(y + 20), width = std::to_string(kWidth);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height +
         "\" viewBox=\"0 0 " + width + " " + height +
         "\" font-family=\"sans-serif\" font-size=\"14\">\n"
         "<style>.title{font-size:17px;font-weight:bold}.value{font-size:13px;fill:#222}</style>\n"
         "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" +
         inside + "</svg>\n";
}

}  // namespace pay200::dev
