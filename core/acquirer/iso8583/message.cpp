#include "core/acquirer/iso8583/message.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

#include "core/acquirer/iso8583/field_definition.hpp"
#include "core/platform/assert.hpp"

namespace pay200::iso8583 {
namespace {

struct MtiPair {
  std::string_view request;
  std::string_view response;
};

constexpr std::array kPairs = {
    MtiPair{mti::kAuthorizationRequest, mti::kAuthorizationResponse},
    MtiPair{mti::kFinancialRequest, mti::kFinancialResponse},
    MtiPair{mti::kReversalRequest, mti::kReversalResponse},
    MtiPair{mti::kReversalRequestRepeat, mti::kReversalResponse},
    MtiPair{mti::kReversalAdvice, mti::kReversalAdviceResponse},
    MtiPair{mti::kReversalAdviceRepeat, mti::kReversalAdviceResponse},
    MtiPair{mti::kInquiryRequest, mti::kInquiryResponse},
    MtiPair{mti::kNetworkRequest, mti::kNetworkResponse},
};

constexpr std::size_t kMostDigits = 18;

}  // namespace

bool is_known_mti(std::string_view mti) {
  return std::ranges::any_of(
      kPairs, [&](const MtiPair& pair) { return pair.request == mti || pair.response == mti; });
}

std::string_view response_mti(std::string_view mti) {
  const auto* pair = std::ranges::find(kPairs, mti, &MtiPair::request);
  return pair == kPairs.end() ? std::string_view{} : pair->response;
}

std::string_view Message::get(int field) const {
  const auto found = fields.find(field);
  return found == fields.end() ? std::string_view{} : std::string_view{found->second};
}

std::string_view Message::get_trimmed(int field) const {
  const std::string_view value = get(field);
  const auto last = value.find_last_not_of(' ');
  return last == std::string_view::npos ? std::string_view{} : value.substr(0, last + 1);
}

std::optional<std::int64_t> Message::get_number(int field) const {
  const std::string_view value = get(field);
  const bool digits = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  if (value.empty() || value.size() > kMostDigits || !digits) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

void Message::set(int field, std::string value) { fields[field] = std::move(value); }

void Message::set_number(int field, std::int64_t value) {
  const FieldDefinition* definition = find_field(field);
  PAY200_ASSERT(definition != nullptr && definition->shape == Shape::kFixed &&
                definition->format == Format::kN);
  PAY200_ASSERT(value >= 0);
  std::string digits = std::to_string(value);
  PAY200_ASSERT(digits.size() <= definition->max_length);
  digits.insert(0, definition->max_length - digits.size(), '0');
  fields[field] = std::move(digits);
}

void Message::set_padded(int field, std::string_view text) {
  const FieldDefinition* definition = find_field(field);
  PAY200_ASSERT(definition != nullptr && definition->shape == Shape::kFixed &&
                definition->format == Format::kAns);
  std::string padded{text};
  if (padded.size() < definition->max_length) padded.resize(definition->max_length, ' ');
  fields[field] = std::move(padded);
}

}  // namespace pay200::iso8583
