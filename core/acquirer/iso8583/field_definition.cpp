#include "core/acquirer/iso8583/field_definition.hpp"

#include <algorithm>
#include <array>

namespace pay200::iso8583 {
namespace {

using enum Format;
using enum Shape;

constexpr std::array kFields = {
    FieldDefinition{2, "card number", kN, kLlVar, 8, 19},
    FieldDefinition{3, "processing code", kN, kFixed, 6, 6},
    FieldDefinition{4, "amount", kN, kFixed, 12, 12},
    FieldDefinition{7, "transmission time", kN, kFixed, 10, 10},
    FieldDefinition{11, "system trace audit number", kN, kFixed, 6, 6},
    FieldDefinition{12, "local time", kN, kFixed, 6, 6},
    FieldDefinition{13, "local date", kN, kFixed, 4, 4},
    FieldDefinition{14, "expiry", kN, kFixed, 4, 4},
    FieldDefinition{15, "settlement date", kN, kFixed, 4, 4},
    FieldDefinition{18, "merchant category", kN, kFixed, 4, 4},
    FieldDefinition{22, "entry mode", kN, kFixed, 3, 3},
    FieldDefinition{25, "condition", kN, kFixed, 2, 2},
    FieldDefinition{32, "acquirer", kN, kLlVar, 1, 11},
    FieldDefinition{33, "forwarder", kN, kLlVar, 1, 11},
    FieldDefinition{37, "retrieval reference number", kAn, kFixed, 12, 12},
    FieldDefinition{38, "approval code", kAn, kFixed, 6, 6},
    FieldDefinition{39, "response code", kAn, kFixed, 2, 2},
    FieldDefinition{41, "terminal", kAns, kFixed, 8, 8},
    FieldDefinition{42, "merchant", kAns, kFixed, 15, 15},
    FieldDefinition{44, "additional response data", kAns, kLlVar, 1, 25},
    FieldDefinition{48, "private data", kAns, kLllVar, 1, 999},
    FieldDefinition{49, "currency", kN, kFixed, 3, 3},
    FieldDefinition{63, "private data of the acquirer", kAns, kLllVar, 1, 999},
    FieldDefinition{64, "message authentication code", kB, kFixed, 8, 8},
    FieldDefinition{67, "instalments", kN, kFixed, 2, 2},
    FieldDefinition{70, "network management code", kN, kFixed, 3, 3},
    FieldDefinition{90, "original data", kN, kFixed, 42, 42},
    FieldDefinition{128, "message authentication code", kB, kFixed, 8, 8},
};

constexpr auto kIndex = [] {
  std::array<signed char, kLastField + 1> index{};
  for (auto& entry : index) entry = -1;
  signed char position = 0;
  for (const auto& field : kFields) {
    index.at(static_cast<std::size_t>(field.number)) = position;
    ++position;
  }
  return index;
}();

// Not <cctype>: its answers depend on the locale.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
constexpr bool is_printable(char c) { return c >= ' ' && c <= '~'; }

bool fits(Format format, std::string_view value) {
  switch (format) {
    case kN:
      return std::ranges::all_of(value, is_digit);
    case kAn:
      return std::ranges::all_of(value, [](char c) { return is_digit(c) || is_letter(c); });
    case kAns:
      return std::ranges::all_of(value, is_printable);
    case kB:
      return true;
  }
  return false;
}

}  // namespace

const FieldDefinition* find_field(int number) {
  if (number < 0 || number > kLastField) return nullptr;
  const signed char position = kIndex.at(static_cast<std::size_t>(number));
  return position < 0 ? nullptr : &kFields.at(static_cast<std::size_t>(position));
}

std::string_view fault_of_value(const FieldDefinition& definition, std::string_view value) {
  if (value.size() < definition.min_length) return "shorter than allowed";
  if (value.size() > definition.max_length) return "longer than allowed";
  if (!fits(definition.format, value)) return "a character that its format does not allow";
  return {};
}

}  // namespace pay200::iso8583
