#include "core/platform/utf8.hpp"

namespace pay200 {
namespace {

struct Lead {
  std::size_t length;  ///< of the whole sequence; 0: no lead byte
  char32_t bits;       ///< what the lead byte holds
  char32_t least;      ///< smaller code points have a shorter form
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

bool is_control(char32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029;
}

}  // namespace

std::optional<char32_t> next_code_point(std::string_view text, std::size_t& offset) {
  if (offset >= text.size()) return std::nullopt;
  const Lead lead = lead_of(static_cast<unsigned char>(text[offset]));
  if (lead.length == 0 || text.size() - offset < lead.length) return std::nullopt;
  char32_t point = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[offset + i]);
    if ((byte & 0xC0U) != 0x80U) return std::nullopt;
    point = (point << 6U) | (byte & 0x3FU);
  }
  const bool surrogate = point >= 0xD800 && point < 0xE000;
  if (point < lead.least || point > 0x10FFFF || surrogate) return std::nullopt;
  offset += lead.length;
  return point;
}

std::optional<std::size_t> utf8_length(std::string_view text) {
  std::size_t length = 0;
  for (std::size_t offset = 0; offset < text.size(); ++length) {
    if (!next_code_point(text, offset)) return std::nullopt;
  }
  return length;
}

bool is_one_line(std::string_view text, std::size_t most) {
  const auto length = utf8_length(text);
  if (!length || *length == 0 || *length > most) return false;
  if (text.front() == ' ' || text.back() == ' ') return false;
  for (std::size_t offset = 0; offset < text.size();) {
    if (is_control(*next_code_point(text, offset))) return false;
  }
  return true;
}

}  // namespace pay200
