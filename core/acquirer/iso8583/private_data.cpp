#include "core/acquirer/iso8583/private_data.hpp"

#include <algorithm>
#include <cstddef>

#include "core/platform/assert.hpp"

namespace pay200::iso8583 {
namespace {

constexpr std::size_t kTagLength = 2;
constexpr std::size_t kLengthDigits = 2;
constexpr std::size_t kHeader = kTagLength + kLengthDigits;
constexpr std::size_t kMaxValue = 99;

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::size_t digit(char c) { return static_cast<std::size_t>(c - '0'); }

}  // namespace

std::string to_field_48(const PrivateData& data) {
  std::string field;
  for (const auto& [tag, value] : data) {
    PAY200_ASSERT(tag.size() == kTagLength && all_digits(tag));
    PAY200_ASSERT(!value.empty() && value.size() <= kMaxValue);
    const std::string length = std::to_string(value.size());
    field.append(tag).append(kLengthDigits - length.size(), '0').append(length).append(value);
  }
  return field;
}

std::optional<PrivateData> from_field_48(std::string_view value) {
  PrivateData data;
  while (!value.empty()) {
    if (value.size() < kHeader || !all_digits(value.substr(0, kHeader))) return std::nullopt;
    const std::string_view tag = value.substr(0, kTagLength);
    const std::size_t length = digit(value[2]) * 10 + digit(value[3]);
    value.remove_prefix(kHeader);
    if (length == 0 || value.size() < length) return std::nullopt;
    // Rising tags only, so that the same data is the same bytes.
    if (!data.empty() && tag <= data.rbegin()->first) return std::nullopt;
    data.emplace_hint(data.end(), tag, value.substr(0, length));
    value.remove_prefix(length);
  }
  if (data.empty()) return std::nullopt;
  return data;
}

}  // namespace pay200::iso8583
