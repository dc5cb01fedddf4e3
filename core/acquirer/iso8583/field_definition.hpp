#pragma once
// The fields this link speaks, as ISO 8583:1987 defines them. A field that is not here is refused.

#include <cstddef>
#include <string_view>

namespace pay200::iso8583 {

inline constexpr int kLastField = 128;

enum class Format {
  kN,    ///< digits
  kAn,   ///< letters and digits
  kAns,  ///< printable ASCII, space included
  kB,    ///< any bytes
};

enum class Shape {
  kFixed,   ///< exactly max_length
  kLlVar,   ///< two ASCII digits of length before it
  kLllVar,  ///< three
};

struct FieldDefinition {
  int number;
  std::string_view name;
  Format format;
  Shape shape;
  std::size_t min_length;
  std::size_t max_length;
};

/// nullptr for a field that this link does not speak; 1 (the secondary bitmap) is none either.
const FieldDefinition* find_field(int number);

/// Empty if `value` may stand in the field, else what is wrong with it. Never quotes the value:
/// it may be a card number.
std::string_view fault_of_value(const FieldDefinition& definition, std::string_view value);

}  // namespace pay200::iso8583
