#include "dev/terminal.hpp"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

#include "core/platform/display_width.hpp"

namespace pay200::dev {
namespace {

constexpr const char* kGreen = "32";
constexpr const char* kRed = "31";
constexpr const char* kBold = "1";
constexpr const char* kDim = "2";
constexpr std::size_t kLabelColumns = 26;

void write(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fputc('\n', stdout);
  std::fflush(stdout);  // whoever watches a pipe sees it now, too
}

}  // namespace

Terminal::Terminal()
    : colours_(::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr) {}

std::string Terminal::paint(const char* code, const std::string& text) const {
  return colours_ ? std::string("\x1b[") + code + "m" + text + "\x1b[0m" : text;
}

std::string Terminal::dim(const std::string& text) const { return paint(kDim, text); }

void Terminal::heading(const std::string& korean, const std::string& english) const {
  write("\n" + paint(kBold, korean) + dim(" · " + english));
}

void Terminal::line(const std::string& korean, const std::string& english) const {
  write("  " + korean + dim(" · " + english));
}

void Terminal::step(const std::string& what, std::chrono::milliseconds took) const {
  const std::size_t used = display_width(what);
  const std::string gap(used < kLabelColumns ? kLabelColumns - used : 1, ' ');
  write("  " + paint(kGreen, "✓") + " " + what + gap +
        dim("준비됨 · ready (" + seconds_text(took) + ")"));
}

void Terminal::good(const std::string& korean, const std::string& english) const {
  write("  " + paint(kGreen, "✓ " + korean) + dim(" · " + english));
}

void Terminal::bad(const std::string& korean, const std::string& english) const {
  write("  " + paint(kRed, "✗ " + korean + " · " + english));
}

void Terminal::entry(const std::string& label, const std::string& value) const {
  const std::size_t used = display_width(label);
  const std::string gap(used < kLabelColumns ? kLabelColumns - used : 1, ' ');
  write("  " + label + gap + "  " + value);
}

void Terminal::plain(const std::string& text) const { write(text); }

void Terminal::dim_line(const std::string& text) const { write(dim(text)); }

std::string seconds_text(std::chrono::milliseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(time.count()) / 1000);
  return text;
}

}  // namespace pay200::dev
