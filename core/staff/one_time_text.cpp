#include "core/staff/one_time_text.hpp"

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/id.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kGroupSize = 5;
/// Five bytes are eight characters without a bit to spare.
constexpr std::size_t kWholeBytes = 5;

}  // namespace

std::string random_groups(int groups) {
  std::string text;
  for (int group = 0; group < groups; ++group) {
    if (group > 0) text += '-';
    text += base32_encode(crypto::random_bytes(kWholeBytes)).substr(0, kGroupSize);
  }
  return text;
}

std::string typed_groups(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '-') continue;
    if (c == 'o') c = '0';
    if (c == 'i' || c == 'l') c = '1';
    result += c;
  }
  return result;
}

}  // namespace pay200
