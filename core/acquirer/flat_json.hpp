#pragma once
// One flat JSON object, written and read in a fixed order: no nesting, no escapes, no space. It
// leaves no copies of its values behind, which a card number needs and a JSON library cannot
// promise.

#include <cstdint>
#include <string>
#include <string_view>

namespace pay200 {

class FlatJsonWriter {
 public:
  /// Begins after `prefix`, with room for `most` bytes: a string that grew would leave its old
  /// bytes behind.
  FlatJsonWriter(std::string_view prefix, std::size_t most);

  FlatJsonWriter& number(std::string_view key, std::int64_t value);
  FlatJsonWriter& flag(std::string_view key, bool value);
  /// Quotes, backslashes and what is not printable ASCII become '?'.
  FlatJsonWriter& text(std::string_view key, std::string_view value);
  /// As base64.
  FlatJsonWriter& bytes(std::string_view key, std::string_view value);
  std::string finish() &&;

 private:
  void key(std::string_view key);

  std::string out_;
  bool first_ = true;
};

/// Each call reads the next member, which must have that key and type. After a fault everything
/// reads as empty, and finish() is false.
class FlatJsonReader {
 public:
  explicit FlatJsonReader(std::string_view text) : rest_(text) {}

  std::int64_t number(std::string_view key);
  bool flag(std::string_view key);
  /// A view into the text.
  std::string_view text(std::string_view key);
  std::string bytes(std::string_view key);
  /// True if there was no fault and nothing is left.
  bool finish();
  void fail() { failed_ = true; }
  bool failed() const { return failed_; }

 private:
  bool take(std::string_view expected);
  bool take_key(std::string_view key);

  std::string_view rest_;
  bool first_ = true;
  bool failed_ = false;
};

}  // namespace pay200
