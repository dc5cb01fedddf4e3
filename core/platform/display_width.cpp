#include "core/platform/display_width.hpp"

#include <algorithm>
#include <array>

#include "core/platform/utf8.hpp"

namespace pay200 {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

struct Range {
  char32_t first, last;
};

// East Asian Wide and Fullwidth, as far as names go.
constexpr std::array kWide = {
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},
    Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},
    Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},
    Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},
    Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF},
    Range{0x20000, 0x3FFFD},
};
// Drawn over, or joined with, what comes before: combining marks and the later parts of a Hangul
// syllable that is spelled in parts.
constexpr std::array kZero = {
    Range{0x0300, 0x036F}, Range{0x1160, 0x11FF}, Range{0x200B, 0x200F},
    Range{0x20D0, 0x20FF}, Range{0xD7B0, 0xD7FF}, Range{0xFE00, 0xFE0F},
};

template <class Ranges>
bool is_in(const Ranges& ranges, char32_t point) {
  return std::any_of(ranges.begin(), ranges.end(), [point](const Range& range) {
    return point >= range.first && point <= range.last;
  });
}

std::size_t width_of(char32_t point) {
  if (is_in(kZero, point)) return 0;
  return is_in(kWide, point) ? 2 : 1;
}

bool is_control(char32_t point) {
  const bool reorders =
      (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || reorders;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const auto point = next_code_point(text, offset);
    if (!point) ++offset;
    width += point ? width_of(*point) : 1;
  }
  return width;
}

std::string printable(std::string_view text) {
  std::string shown;
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t begin = offset;
    const auto point = next_code_point(text, offset);
    if (!point) ++offset;
    if (!point || is_control(*point)) {
      shown += kReplacement;
    } else {
      shown += text.substr(begin, offset - begin);
    }
  }
  return shown;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::size_t used = 0;
  std::size_t offset = 0;
  while (offset < text.size()) {
    std::size_t next = offset;
    const auto point = next_code_point(text, next);
    if (!point) ++next;
    used += point ? width_of(*point) : 1;
    if (used > width - 1) break;
    offset = next;
  }
  return std::string(text.substr(0, offset)).append(kEllipsis);
}

}  // namespace pay200
