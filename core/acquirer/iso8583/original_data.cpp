#include "core/acquirer/iso8583/original_data.hpp"

#include <algorithm>
#include <cstddef>

#include "core/platform/assert.hpp"

namespace pay200::iso8583 {
namespace {

constexpr std::size_t kMtiLength = 4;
constexpr std::size_t kStanLength = 6;
constexpr std::size_t kTimeLength = 10;
constexpr std::size_t kInstitutionLength = 11;
constexpr std::size_t kFieldLength =
    kMtiLength + kStanLength + kTimeLength + 2 * kInstitutionLength;

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string with_zeros(const std::string& institution) {
  PAY200_ASSERT(institution.size() <= kInstitutionLength);
  return std::string(kInstitutionLength - institution.size(), '0') + institution;
}

std::string without_zeros(std::string_view institution) {
  const auto first = institution.find_first_not_of('0');
  return first == std::string_view::npos ? "0" : std::string{institution.substr(first)};
}

}  // namespace

std::string to_field_90(const OriginalData& original) {
  PAY200_ASSERT(original.mti.size() == kMtiLength && original.stan.size() == kStanLength &&
                original.transmission_time.size() == kTimeLength);
  std::string value = original.mti + original.stan + original.transmission_time +
                      with_zeros(original.acquirer) + with_zeros(original.forwarder);
  PAY200_ASSERT(all_digits(value));
  return value;
}

std::optional<OriginalData> from_field_90(std::string_view value) {
  if (value.size() != kFieldLength || !all_digits(value)) return std::nullopt;
  const auto take = [&value](std::size_t length) {
    const std::string_view taken = value.substr(0, length);
    value.remove_prefix(length);
    return taken;
  };
  OriginalData original;
  original.mti = take(kMtiLength);
  original.stan = take(kStanLength);
  original.transmission_time = take(kTimeLength);
  original.acquirer = without_zeros(take(kInstitutionLength));
  original.forwarder = without_zeros(take(kInstitutionLength));
  return original;
}

}  // namespace pay200::iso8583
