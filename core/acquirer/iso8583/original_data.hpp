#pragma once
// Field 90: which message a void, a reversal, a refund or an inquiry is about. 42 digits: MTI (4),
// STAN (6), field 7 (10), fields 32 and 33 (11 each, zeros in front; zeros if there was none).

#include <optional>
#include <string>
#include <string_view>

namespace pay200::iso8583 {

struct OriginalData {
  std::string mti;                ///< "0200"
  std::string stan;               ///< 6 digits
  std::string transmission_time;  ///< the original's field 7, MMDDhhmmss in UTC
  std::string acquirer;           ///< without zeros in front; "0" if none
  std::string forwarder = "0";

  bool operator==(const OriginalData&) const = default;
};

/// Asserts digits and lengths.
std::string to_field_90(const OriginalData& original);
/// nullopt unless 42 digits.
std::optional<OriginalData> from_field_90(std::string_view value);

}  // namespace pay200::iso8583
