#pragma once
// The wire form of a Message, after ISO 8583:1987, in ASCII with binary bitmaps:
//
//   MTI           4 ASCII digits
//   bitmap        8 bytes; its first bit says that 8 more follow, for fields 65 to 128
//   fields        in order of their numbers: fixed, LLVAR or LLLVAR with ASCII lengths
//
// The length that frames a message on TCP is framing.hpp's. Each message has exactly one wire form:
// what decode() accepts, encode() gives back byte for byte, and what encode() makes, decode() gives
// back field for field. Nothing here repairs, skips or guesses.

#include <optional>
#include <string>
#include <string_view>

#include "core/acquirer/iso8583/message.hpp"

namespace pay200::iso8583 {

struct CodecError {
  /// The field at fault; 0 is the MTI, 1 the bitmaps, 129 what follows the last field.
  int field = 0;
  /// Fit for a log: never quotes a value.
  std::string what;

  bool operator==(const CodecError&) const = default;
  /// "field 2 (card number): longer than allowed".
  std::string text() const;
};

struct Decoded {
  std::optional<Message> message;
  CodecError error;  ///< if there is no message

  explicit operator bool() const { return message.has_value(); }
};

/// Why encode() would refuse the message; nullopt if it would not. A MAC stands in the last field
/// of a message: 128 if any field above 64 is there, else 64.
std::optional<CodecError> check(const Message& message);

/// The body, without the length that frames it. Asserts check(): values that come from outside are
/// checked first.
std::string encode(const Message& message);

/// Refuses everything that encode() does not make: a cut at any place, a byte too many, an unknown
/// MTI or field, an empty second bitmap, a length or character that the field does not allow.
Decoded decode(std::string_view body);

}  // namespace pay200::iso8583
