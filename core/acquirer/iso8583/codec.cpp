#include "core/acquirer/iso8583/codec.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include "core/acquirer/iso8583/field_definition.hpp"
#include "core/platform/assert.hpp"

namespace pay200::iso8583 {
namespace {

constexpr std::size_t kMtiLength = 4;
constexpr std::size_t kMostLengthDigits = 3;
constexpr std::size_t kBitmapLength = 8;
constexpr int kBitmapField = 1;
constexpr int kFirstOfSecondBitmap = 65;
constexpr int kPrimaryMac = 64;
constexpr int kAfterLastField = kLastField + 1;

std::size_t length_digits(Shape shape) {
  switch (shape) {
    case Shape::kFixed:
      return 0;
    case Shape::kLlVar:
      return 2;
    case Shape::kLllVar:
      return 3;
  }
  return 0;
}

void set_bit(std::string& bitmap, int field) {
  const auto bit = static_cast<std::size_t>(field - 1);
  const unsigned char mask = static_cast<unsigned char>(0x80U >> (bit % 8));
  bitmap[bit / 8] = static_cast<char>(static_cast<unsigned char>(bitmap[bit / 8]) | mask);
}

bool get_bit(std::string_view bitmap, int field) {
  const auto bit = static_cast<std::size_t>(field - 1);
  return (static_cast<unsigned char>(bitmap[bit / 8]) & (0x80U >> (bit % 8))) != 0;
}

bool needs_second_bitmap(const Message& message) {
  return !message.fields.empty() && message.fields.rbegin()->first >= kFirstOfSecondBitmap;
}

/// Reads forward through the body; the first error stays and stops it.
class Reader {
 public:
  explicit Reader(std::string_view body) : rest_(body) {}

  /// nullopt, with the error set, if fewer bytes are left.
  std::optional<std::string_view> take(std::size_t count, int field, const char* what) {
    if (rest_.size() < count) {
      fail(field, what);
      return std::nullopt;
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  void fail(int field, std::string_view what) { error_ = {field, std::string{what}}; }
  bool at_end() const { return rest_.empty(); }
  CodecError error() && { return std::move(error_); }

 private:
  std::string_view rest_;
  CodecError error_;
};

std::optional<std::size_t> read_length(Reader& reader, const FieldDefinition& definition) {
  const std::size_t digits = length_digits(definition.shape);
  if (digits == 0) return definition.max_length;
  const auto text = reader.take(digits, definition.number, "cut in its length");
  if (!text) return std::nullopt;
  std::size_t length = 0;
  for (const char c : *text) {
    if (c < '0' || c > '9') {
      reader.fail(definition.number, "its length is not digits");
      return std::nullopt;
    }
    length = length * 10 + static_cast<std::size_t>(c - '0');
  }
  if (length < definition.min_length || length > definition.max_length) {
    reader.fail(definition.number, "its length is out of range");
    return std::nullopt;
  }
  return length;
}

bool read_field(Reader& reader, int number, Message& message) {
  const FieldDefinition* definition = find_field(number);
  if (definition == nullptr) {
    reader.fail(number, "not a field of this link");
    return false;
  }
  const auto length = read_length(reader, *definition);
  if (!length) return false;
  const auto value = reader.take(*length, number, "cut");
  if (!value) return false;
  const std::string_view fault = fault_of_value(*definition, *value);
  if (!fault.empty()) {
    reader.fail(number, fault);
    return false;
  }
  message.fields.emplace_hint(message.fields.end(), number, *value);
  return true;
}

std::optional<std::string_view> read_mti(Reader& reader) {
  const auto mti = reader.take(kMtiLength, 0, "cut");
  if (mti && !is_known_mti(*mti)) {
    reader.fail(0, "not a message type of this link");
    return std::nullopt;
  }
  return mti;
}

/// The first bitmap, with the second appended if it says so.
std::optional<std::string> read_bitmaps(Reader& reader) {
  const auto first = reader.take(kBitmapLength, kBitmapField, "first bitmap cut");
  if (!first) return std::nullopt;
  std::string bitmaps{*first};
  if (!get_bit(bitmaps, kBitmapField)) return bitmaps;
  const auto second = reader.take(kBitmapLength, kBitmapField, "second bitmap cut");
  if (!second) return std::nullopt;
  if (second->find_first_not_of('\0') == std::string_view::npos) {
    reader.fail(kBitmapField, "second bitmap is empty");
    return std::nullopt;
  }
  if (get_bit(bitmaps, kPrimaryMac)) {
    reader.fail(kPrimaryMac, "not the last field of the message");
    return std::nullopt;
  }
  bitmaps.append(*second);
  return bitmaps;
}

std::optional<Message> read_message(Reader& reader) {
  Message message;
  const auto mti = read_mti(reader);
  if (!mti) return std::nullopt;
  message.mti = *mti;
  const auto bitmaps = read_bitmaps(reader);
  if (!bitmaps) return std::nullopt;
  const int last = static_cast<int>(bitmaps->size() * 8);
  for (int number = 2; number <= last; ++number) {
    if (get_bit(*bitmaps, number) && !read_field(reader, number, message)) return std::nullopt;
  }
  if (!reader.at_end()) {
    reader.fail(kAfterLastField, "bytes after the last field");
    return std::nullopt;
  }
  if (message.fields.empty()) {
    reader.fail(kBitmapField, "no fields");
    return std::nullopt;
  }
  return message;
}

void append_field(std::string& body, const FieldDefinition& definition, std::string_view value) {
  if (const std::size_t digits = length_digits(definition.shape); digits > 0) {
    const std::string length = std::to_string(value.size());
    body.append(digits - length.size(), '0').append(length);
  }
  body.append(value);
}

}  // namespace

std::string CodecError::text() const {
  if (field == 0) return "message type: " + what;
  if (field == kBitmapField) return "bitmap: " + what;
  if (field == kAfterLastField) return "message: " + what;
  const FieldDefinition* definition = find_field(field);
  std::string name = definition == nullptr ? "" : " (" + std::string{definition->name} + ")";
  return "field " + std::to_string(field) + name + ": " + what;
}

std::optional<CodecError> check(const Message& message) {
  if (!is_known_mti(message.mti)) return CodecError{0, "not a message type of this link"};
  if (message.fields.empty()) return CodecError{kBitmapField, "no fields"};
  for (const auto& [number, value] : message.fields) {
    const FieldDefinition* definition = find_field(number);
    if (definition == nullptr) return CodecError{number, "not a field of this link"};
    const std::string_view fault = fault_of_value(*definition, value);
    if (!fault.empty()) return CodecError{number, std::string{fault}};
  }
  if (message.has(kPrimaryMac) && needs_second_bitmap(message)) {
    return CodecError{kPrimaryMac, "not the last field of the message"};
  }
  return std::nullopt;
}

std::string encode(const Message& message) {
  PAY200_ASSERT(!check(message).has_value());
  const bool second = needs_second_bitmap(message);
  std::string bitmaps(second ? 2 * kBitmapLength : kBitmapLength, '\0');
  if (second) set_bit(bitmaps, kBitmapField);
  std::size_t size = message.mti.size() + bitmaps.size();
  for (const auto& [number, value] : message.fields) {
    set_bit(bitmaps, number);
    size += kMostLengthDigits + value.size();
  }
  // At once: a string that grows leaves the card number behind in memory that nobody cleanses.
  std::string body;
  body.reserve(size);
  body.append(message.mti).append(bitmaps);
  for (const auto& [number, value] : message.fields) {
    append_field(body, *find_field(number), value);
  }
  return body;
}

Decoded decode(std::string_view body) {
  Reader reader(body);
  std::optional<Message> message = read_message(reader);
  if (!message) return {std::nullopt, std::move(reader).error()};
  return {std::move(message), {}};
}

}  // namespace pay200::iso8583
