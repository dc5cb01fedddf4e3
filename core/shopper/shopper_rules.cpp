#include "core/shopper/shopper_rules.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/platform/utf8.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMostNameCharacters = 60;
constexpr std::size_t kLeastPasswordCharacters = 8;
constexpr std::size_t kMostPasswordCharacters = 128;
constexpr std::size_t kLeastDistinctCharacters = 4;
constexpr std::size_t kMostLoginIdSize = 254;  // RFC 5321, section 4.5.3.1.3, without the brackets
constexpr std::size_t kPinSize = 6;

/// The heads of the lists that leak: what whoever tries one password on many accounts begins with.
constexpr std::array<std::string_view, 16> kTriedFirst = {
    "password",   "password1", "password123", "passw0rd",   "12345678", "123456789",
    "1234567890", "87654321",  "qwerty123",   "qwertyuiop", "1q2w3e4r", "1q2w3e4r5t",
    "abcd1234",   "iloveyou",  "asdfghjk",    "qwer1234"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_login_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') ||
         std::string_view(".!#$%&'*+/=?^_`{|}~-@").find(c) != std::string_view::npos;
}

Error invalid(const char* param, const char* detail) {
  Error error{ErrorCode::kInvalidRequest};
  error.param = param;
  error.detail = detail;
  return error;
}

bool has_few_characters(std::string_view text) {
  std::string distinct(text);
  std::sort(distinct.begin(), distinct.end());
  const auto end = std::unique(distinct.begin(), distinct.end());
  return end - distinct.begin() < static_cast<std::ptrdiff_t>(kLeastDistinctCharacters);
}

/// "111111", "123456", "901234", "654321": each digit as far from the one before it.
bool is_run(std::string_view pin) {
  const auto step = [&pin](std::size_t i) { return (pin[i] - pin[i - 1] + 10) % 10; };
  const int first = step(1);
  if (first != 0 && first != 1 && first != 9) return false;
  for (std::size_t i = 2; i < pin.size(); ++i) {
    if (step(i) != first) return false;
  }
  return true;
}

/// "121212", "123123".
bool repeats(std::string_view pin, std::size_t group) {
  // no secret: both are what was typed just now
  return pin.substr(0, pin.size() - group) == pin.substr(group);
}

}  // namespace

bool is_email_address(std::string_view text) {
  if (text.size() > kMostLoginIdSize) return false;
  if (!std::all_of(text.begin(), text.end(), is_login_character)) return false;
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != text.npos) return false;
  const std::string_view domain = text.substr(at + 1);
  return domain.find('.') != domain.npos && domain.front() != '.' && domain.back() != '.';
}

std::string lower_case(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

bool is_pin(std::string_view text) {
  return text.size() == kPinSize && std::all_of(text.begin(), text.end(), is_digit);
}

std::optional<Error> fault_in_name(std::string_view name) {
  if (is_one_line(name, kMostNameCharacters)) return std::nullopt;
  return invalid("name", "1 to 60 characters on one line");
}

std::optional<Error> fault_in_password(std::string_view password, std::string_view login_id,
                                       const char* param) {
  const auto length = utf8_length(password);
  if (!length || *length < kLeastPasswordCharacters || *length > kMostPasswordCharacters) {
    return invalid(param, "8 to 128 characters");
  }
  const std::string lowered = lower_case(password);
  if (lowered == login_id || lowered == login_id.substr(0, login_id.find('@'))) {
    return invalid(param, "not the log-in name");
  }
  if (has_few_characters(lowered) ||
      std::find(kTriedFirst.begin(), kTriedFirst.end(), lowered) != kTriedFirst.end()) {
    return invalid(param, "too easily guessed");
  }
  return std::nullopt;
}

std::optional<Error> fault_in_pin(std::string_view pin, const char* param) {
  if (!is_pin(pin)) return invalid(param, "six digits");
  if (is_run(pin) || repeats(pin, 2) || repeats(pin, 3)) {
    return invalid(param, "too easily guessed");
  }
  return std::nullopt;
}

}  // namespace pay200
