#include "core/acquirer/iso8583/codec.hpp"

#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/acquirer/iso8583/field_definition.hpp"
#include "tests/core/acquirer/iso8583/sample_messages.hpp"

namespace pay200::iso8583 {
namespace {

constexpr std::size_t kBitmapBegin = 4;

std::vector<const FieldDefinition*> all_fields() {
  std::vector<const FieldDefinition*> fields;
  for (int number = 0; number <= kLastField; ++number) {
    if (const auto* definition = find_field(number)) fields.push_back(definition);
  }
  return fields;
}

/// An echo with one more field, as it comes in: check() is not asked.
std::string body_with(const FieldDefinition& definition, const std::string& length,
                      const std::string& value) {
  const std::size_t bit = static_cast<std::size_t>(definition.number - 1);
  std::string bitmaps(definition.number > 64 ? 16 : 8, '\0');
  if (definition.number > 64) bitmaps[0] = '\x80';
  bitmaps[bit / 8] =
      static_cast<char>(static_cast<unsigned char>(bitmaps[bit / 8]) | (0x80U >> (bit % 8)));
  return "0800" + bitmaps + length + value;
}

std::size_t length_digits(const FieldDefinition& definition) {
  switch (definition.shape) {
    case Shape::kFixed:
      return 0;
    case Shape::kLlVar:
      return 2;
    case Shape::kLllVar:
      return 3;
  }
  return 0;
}

std::string length_text(const FieldDefinition& definition, std::size_t length) {
  const std::size_t digits = length_digits(definition);
  if (digits == 0) return "";
  const std::string text = std::to_string(length);
  return std::string(digits - text.size(), '0') + text;
}

Message random_message(std::mt19937_64& random) {
  static const std::vector<const FieldDefinition*> fields = all_fields();
  static const std::vector<samples::Sample> samples = samples::all();
  const auto below = [&random](std::size_t bound) { return random() % bound; };
  const auto character = [&](Format format) -> char {
    static const std::string letters_and_digits =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    switch (format) {
      case Format::kN:
        return static_cast<char>('0' + below(10));
      case Format::kAn:
        return letters_and_digits[below(letters_and_digits.size())];
      case Format::kAns:
        return static_cast<char>(' ' + below('~' - ' ' + 1));
      case Format::kB:
        return static_cast<char>(below(256));
    }
    return '?';
  };
  Message message;
  message.mti = samples[below(samples.size())].message.mti;
  while (message.fields.empty()) {
    for (const auto* field : fields) {
      if (below(2) == 0) continue;
      std::string value(field->min_length + below(field->max_length - field->min_length + 1), ' ');
      for (char& c : value) c = character(field->format);
      message.set(field->number, value);
    }
    if (message.fields.contains(64) && message.fields.rbegin()->first > 64)
      message.fields.erase(64);
  }
  return message;
}

TEST(CodecTest, DecodesWhatItEncodedFieldForField) {
  for (const auto& [name, message] : samples::all()) {
    SCOPED_TRACE(name);
    const Decoded decoded = decode(encode(message));
    ASSERT_TRUE(decoded) << decoded.error.text();
    EXPECT_EQ(*decoded.message, message);
  }
}

TEST(CodecTest, WritesTheBytesThatTheStandardAsksFor) {
  Message echo;
  echo.mti = "0800";
  echo.set(7, "1122070503");
  echo.set(11, "000001");
  echo.set(32, "12345");
  echo.set_padded(41, "TERM01");
  echo.set(70, "301");
  const std::string expected = std::string("0800") +
                               std::string("\x82\x20\x00\x01\x00\x80\x00\x00", 8) +
                               std::string("\x04\x00\x00\x00\x00\x00\x00\x00", 8) + "1122070503" +
                               "000001" + "0512345" + "TERM01  " + "301";
  EXPECT_EQ(encode(echo), expected);
}

TEST(CodecTest, RefusesACutAtEveryByte) {
  for (const auto& [name, message] : samples::all()) {
    SCOPED_TRACE(name);
    const std::string body = encode(message);
    for (std::size_t length = 0; length < body.size(); ++length) {
      const Decoded decoded = decode(std::string_view{body}.substr(0, length));
      EXPECT_FALSE(decoded) << "cut to " << length << " of " << body.size();
      EXPECT_FALSE(decoded.error.what.empty());
    }
  }
}

TEST(CodecTest, RefusesEveryByteTooMany) {
  for (const auto& [name, message] : samples::all()) {
    SCOPED_TRACE(name);
    const std::string body = encode(message);
    for (int byte = 0; byte < 256; ++byte) {
      const Decoded decoded = decode(body + static_cast<char>(byte));
      ASSERT_FALSE(decoded) << byte;
      EXPECT_EQ(decoded.error, (CodecError{129, "bytes after the last field"}));
    }
    EXPECT_FALSE(decode(body + body));
  }
}

TEST(CodecTest, AnyBitFlippedBitmapIncludedIsRefusedOrAnotherMessage) {
  for (const auto& [name, message] : samples::all()) {
    SCOPED_TRACE(name);
    const std::string body = encode(message);
    for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
      std::string changed = body;
      char& byte = changed[bit / 8];
      byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (0x80U >> (bit % 8)));
      const Decoded decoded = decode(changed);
      if (!decoded) continue;
      ASSERT_NE(*decoded.message, message) << bit;
      ASSERT_EQ(encode(*decoded.message), changed) << bit;
    }
  }
}

TEST(CodecTest, RefusesAMessageTypeThatIsNotSpoken) {
  std::string body = encode(samples::purchase());
  int known = 0;
  for (int mti = 0; mti <= 9999; ++mti) {
    const std::string digits = std::to_string(mti);
    body.replace(0, 4, std::string(4 - digits.size(), '0') + digits);
    const Decoded decoded = decode(body);
    if (decoded) {
      ++known;
    } else {
      ASSERT_EQ(decoded.error.field, 0);
    }
  }
  EXPECT_EQ(known, 14);
}

TEST(CodecTest, RefusesEveryFieldThatTheLinkDoesNotSpeak) {
  for (int number = 2; number <= kLastField; ++number) {
    if (find_field(number) != nullptr) continue;
    const FieldDefinition unknown{number, "", Format::kN, Shape::kFixed, 1, 1};
    const Decoded decoded = decode(body_with(unknown, "", "1"));
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error, (CodecError{number, "not a field of this link"}));
    Message message = samples::purchase();
    message.set(number, "1");
    EXPECT_EQ(check(message), (CodecError{number, "not a field of this link"}));
  }
}

TEST(CodecTest, TakesEveryLengthThatAFieldAllowsAndNoOther) {
  for (const auto* field : all_fields()) {
    SCOPED_TRACE(field->number);
    for (std::size_t length = 0; length <= field->max_length + 2; ++length) {
      const bool allowed = length >= field->min_length && length <= field->max_length;
      const std::string value(length, '1');
      const Message message{"0800", {{field->number, value}}};
      EXPECT_EQ(!check(message).has_value(), allowed) << length;
      const bool cannot_be_said = field->shape == Shape::kLllVar && length > 999;
      if (cannot_be_said) continue;
      EXPECT_EQ(static_cast<bool>(decode(body_with(*field, length_text(*field, length), value))),
                allowed)
          << length;
    }
  }
}

TEST(CodecTest, RefusesALengthThatIsNotDigits) {
  for (const auto* field : all_fields()) {
    const std::string length = length_text(*field, field->min_length);
    for (std::size_t at = 0; at < length.size(); ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        if (byte >= '0' && byte <= '9') continue;
        std::string changed = length;
        changed[at] = static_cast<char>(byte);
        const Decoded decoded =
            decode(body_with(*field, changed, std::string(field->max_length, '1')));
        ASSERT_FALSE(decoded);
        ASSERT_EQ(decoded.error, (CodecError{field->number, "its length is not digits"}));
      }
    }
  }
}

bool allowed_in(Format format, int byte) {
  const bool digit = byte >= '0' && byte <= '9';
  const bool letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
  switch (format) {
    case Format::kN:
      return digit;
    case Format::kAn:
      return digit || letter;
    case Format::kAns:
      return byte >= 0x20 && byte <= 0x7e;
    case Format::kB:
      return true;
  }
  return false;
}

TEST(CodecTest, TakesEveryCharacterThatAFieldAllowsAndNoOther) {
  for (const auto* field : all_fields()) {
    SCOPED_TRACE(field->number);
    const std::string digits(field->min_length, '1');
    for (const std::size_t at : {std::size_t{0}, digits.size() - 1}) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string value = digits;
        value[at] = static_cast<char>(byte);
        const Decoded decoded = decode(body_with(*field, length_text(*field, value.size()), value));
        ASSERT_EQ(static_cast<bool>(decoded), allowed_in(field->format, byte)) << byte;
        if (!decoded) {
          EXPECT_EQ(decoded.error.field, field->number);
        }
        const Message message{"0800", {{field->number, value}}};
        ASSERT_EQ(!check(message).has_value(), allowed_in(field->format, byte)) << byte;
      }
    }
  }
}

TEST(CodecTest, RefusesASecondBitmapThatIsEmpty) {
  const std::string body =
      "0800" + std::string("\xc0\0\0\0\0\0\0\0", 8) + std::string(8, '\0') + "084242424242";
  EXPECT_EQ(decode(body).error, (CodecError{1, "second bitmap is empty"}));
}

TEST(CodecTest, RefusesAMessageWithoutFields) {
  EXPECT_EQ(decode("0800" + std::string(8, '\0')).error, (CodecError{1, "no fields"}));
  EXPECT_EQ(check(Message{"0800", {}}), (CodecError{1, "no fields"}));
}

TEST(CodecTest, RefusesAMacThatIsNotTheLastField) {
  Message message = samples::purchase();  // field 67 asks for the second bitmap
  message.set(64, "12345678");
  EXPECT_EQ(check(message), (CodecError{64, "not the last field of the message"}));
  message.fields.erase(67);
  std::string body = encode(message);
  body[kBitmapBegin] = static_cast<char>(static_cast<unsigned char>(body[kBitmapBegin]) | 0x80U);
  body.insert(kBitmapBegin + 8, std::string("\x20\0\0\0\0\0\0\0", 8));
  body.append("03");
  EXPECT_EQ(decode(body).error, (CodecError{64, "not the last field of the message"}));
}

TEST(CodecTest, AnErrorNeverQuotesAValue) {
  Message message = samples::purchase();
  message.set(2, "424242424242424x");
  EXPECT_EQ(check(message)->text(),
            "field 2 (card number): a character that its format does not allow");
}

TEST(CodecTest, RandomMessagesComeBackEqualAndEveryCutIsRefused) {
  std::mt19937_64 random(8583);
  for (int round = 0; round < 2'000; ++round) {
    const Message message = random_message(random);
    const std::string body = encode(message);
    const Decoded decoded = decode(body);
    ASSERT_TRUE(decoded) << round << ' ' << decoded.error.text();
    ASSERT_EQ(*decoded.message, message) << round;
    ASSERT_FALSE(decode(std::string_view{body}.substr(0, random() % body.size()))) << round;
  }
}

TEST(CodecTest, RandomBytesAreRefusedOrCanonical) {
  std::mt19937_64 random(1987);
  const std::vector<samples::Sample> samples = samples::all();
  for (int round = 0; round < 50'000; ++round) {
    std::string body = encode(samples[random() % samples.size()].message);
    for (std::uint64_t changes = 1 + random() % 4; changes > 0; --changes) {
      const std::size_t at = random() % body.size();
      switch (random() % 3) {
        case 0:
          body[at] = static_cast<char>(random() % 256);
          break;
        case 1:
          body.erase(at, 1 + random() % 5);
          break;
        default:
          body.insert(at, 1 + random() % 5, static_cast<char>(random() % 256));
      }
      if (body.empty()) body = "0";
    }
    const Decoded decoded = decode(body);
    if (decoded) {
      ASSERT_EQ(encode(*decoded.message), body) << round;
    }
  }
}

TEST(CodecTest, EncodingWhatCheckRefusesEndsTheProcess) {
  Message message = samples::purchase();
  message.set(4, "12300");
  EXPECT_DEATH((void)encode(message), "check");
}

}  // namespace
}  // namespace pay200::iso8583
