#pragma once
// One ISO 8583:1987 message as values, without its wire form (codec.hpp) and its meaning.
//
// Which fields each message carries (m = always, o = where there is one, r = echoed in the reply
// exactly as it was asked, a = in the reply when approved):
//
//   field                          0100 0200 0200 0400 0420 0600 0800 0110 0210 0410 0430 0610 0810
//                                  ver. pay  ref. 0401 0421 inq.
//     2 card number                 m    m    m    m    m    -    -    -    -    -    -    -    -
//     3 processing code             m    m    m    m    m    m    -    r    r    r    r    r    -
//     4 amount, minor units         m    m    m    m    m    m    -    r    r    r    r    r    -
//     7 transmission, UTC MMDDhhmmss m   m    m    m    m    m    m    r    r    r    r    r    r
//    11 STAN                        m    m    m    m    m    m    m    r    r    r    r    r    r
//    12 local time hhmmss           m    m    m    m    m    m    -    r    r    r    r    r    -
//    13 local date MMDD             m    m    m    m    m    m    -    r    r    r    r    r    -
//    14 expiry YYMM                 m    m    o    o    o    -    -    -    -    -    -    -    -
//    18 merchant category           m    m    m    o    o    -    -    -    -    -    -    -    -
//    22 entry mode ("812": e-commerce, stored card, no PIN)
//                                   m    m    m    o    o    -    -    -    -    -    -    -    -
//    25 condition ("59": e-commerce) o   o    o    o    o    -    -    -    -    -    -    -    -
//    32 acquirer                    m    m    m    m    m    m    o    r    r    r    r    r    r
//    33 forwarder                   o    o    o    o    o    o    o    r    r    r    r    r    r
//    37 RRN, made by the asker      m    m    m    m    m    m    -    r    r    r    r    r    -
//    38 approval code               -    -    o    o    o    -    -    a    a    -    -    a    -
//    39 response code               -    -    -    -    o    -    -    m    m    m    m    m    m
//    41 terminal                    m    m    m    m    m    m    m    r    r    r    r    r    r
//    42 merchant at the acquirer    o    m    m    m    m    m    -    r    r    r    r    r    -
//    48 private data (private_data.hpp)
//                                   m    -    -    -    -    -    -    -    -    -    -    a    -
//    49 currency, ISO numeric       m    m    m    m    m    m    -    r    r    r    r    r    -
//    67 instalments, months         -    o    o    o    o    -    -    -    r    r    r    -    -
//    70 network management          -    -    -    -    -    -    m    -    -    -    -    -    r
//    90 original (original_data.hpp) -   -    m    m    m    m    -    -    r    r    r    r    -
//    64 or 128 MAC                  by configuration, the last field of the message
//
// Processing codes: 000000 purchase (also 0100, 0400 and 0420 of one), 200000 refund. 0100 has
// amount 0 and the CVC in field 48. 15, 44 and 63 may come in replies. A refund's field 38 is its
// purchase's approval code. 0400 and 0420 carry fields 2 3 4 32 41 42 49 of their original, but 7
// 11 12 13 37 of their own; a repeat (0401, 0421) is the same message byte for byte after its MTI.
// A refund carries 2 32 41 42 49 of its purchase. A message is identified by 41, 11 and 7 together;
// an original is found by field 90 and the field 41 of the message that names it, so voids,
// reversals and refunds come from their original's terminal. Field 70: 001 sign-on, 002 sign-off,
// 301 echo. A purchase without field 67 is paid at once. Response codes: response_code.hpp.
//
// 0600 inquires after a 0200 of which no answer was seen: by field 3 a purchase or a refund. It
// moves nothing and carries nothing of the card: 90 (and 41) name the message, 3 4 32 42 49 are as
// that had them, 7 11 12 13 37 are its own. Field 39 of 0610 speaks of the inquiry alone: 00 found,
// and then 48 tells the field 39 that the message got, and 38 its approval code if it was approved;
// 25 no such message has come (it may still be on its way); anything else: ask again.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pay200::iso8583 {

namespace mti {
inline constexpr std::string_view kAuthorizationRequest = "0100";
inline constexpr std::string_view kAuthorizationResponse = "0110";
inline constexpr std::string_view kFinancialRequest = "0200";
inline constexpr std::string_view kFinancialResponse = "0210";
inline constexpr std::string_view kReversalRequest = "0400";
inline constexpr std::string_view kReversalRequestRepeat = "0401";
inline constexpr std::string_view kReversalResponse = "0410";
inline constexpr std::string_view kReversalAdvice = "0420";
inline constexpr std::string_view kReversalAdviceRepeat = "0421";
inline constexpr std::string_view kReversalAdviceResponse = "0430";
inline constexpr std::string_view kInquiryRequest = "0600";
inline constexpr std::string_view kInquiryResponse = "0610";
inline constexpr std::string_view kNetworkRequest = "0800";
inline constexpr std::string_view kNetworkResponse = "0810";
}  // namespace mti

/// Those above and no other.
bool is_known_mti(std::string_view mti);
/// "0210" for "0200", "0430" for "0421"; empty if `mti` is no request.
std::string_view response_mti(std::string_view mti);

/// Fields by number, each exactly as it stands on the wire (leading zeros, trailing spaces), a
/// variable one without its length, a binary one as bytes.
struct Message {
  std::string mti;
  std::map<int, std::string> fields;

  bool operator==(const Message&) const = default;

  bool has(int field) const { return fields.contains(field); }
  /// Empty if absent (no field may be present and empty). Valid until the field is set anew.
  std::string_view get(int field) const;
  /// Without the spaces that fill up a fixed field ("TERM01  ": "TERM01").
  std::string_view get_trimmed(int field) const;
  /// nullopt if absent or not 1 to 18 digits.
  std::optional<std::int64_t> get_number(int field) const;

  void set(int field, std::string value);
  /// Zeros in front to the field's fixed width. Asserts that the field is fixed and numeric, and
  /// that 0 <= value fits.
  void set_number(int field, std::int64_t value);
  /// Spaces behind to the field's fixed width; a longer text stays as it is and check() refuses it.
  void set_padded(int field, std::string_view text);
};

}  // namespace pay200::iso8583
