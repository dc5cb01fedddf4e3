#pragma once
// Request bodies, read strictly: one JSON object (RFC 8259) in valid UTF-8, no key twice, no NUL in
// a string, at most eight levels deep. Whatever is wrong is refused by name; what nobody asked for
// is ignored (clients written for Toss Payments send some).
//
//   JsonBody body = ...;
//   const std::string order_name = body.text("orderName", {.least = 1, .most = 100});
//   const std::int64_t amount = body.integer("amount", {1, kMaxAmountMinor});
//   if (body.error()) return *body.error();
//
// The first wrong field is kept; readers after it answer with empty values that nobody may use.
// "card.number" is the field number of the object card.

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/result.hpp"

namespace pay200::http {

inline constexpr std::size_t kMaxJsonDepth = 8;

struct TextRule {
  std::size_t least = 1;  ///< characters (code points), not bytes
  std::size_t most = 255;
  /// Line breaks and tabs; other control characters never pass.
  bool several_lines = false;
};

struct IntegerRange {
  std::int64_t least;
  std::int64_t most;
};

class JsonBody {
 public:
  /// Overwrites the strings it held: card numbers, CVCs, PINs and passwords come this way.
  ~JsonBody();
  JsonBody(const JsonBody&) = delete;
  JsonBody& operator=(const JsonBody&) = delete;
  JsonBody(JsonBody&&) = default;
  JsonBody& operator=(JsonBody&&) = delete;

  /// kInvalidJson; the detail says what and where. An empty text is the empty object.
  static Result<JsonBody> parse(std::string_view text);

  std::string text(const char* name, TextRule rule = {});
  std::optional<std::string> optional_text(const char* name, TextRule rule = {});
  /// Exactly as many ASCII digits as asked for.
  std::string digits(const char* name, std::size_t least, std::size_t most);
  std::int64_t integer(const char* name, IntegerRange range);
  std::optional<std::int64_t> optional_integer(const char* name, IntegerRange range);
  /// One of the words, compared exactly; `otherwise` if the field is missing.
  std::string one_of(const char* name, const std::vector<std::string>& words,
                     const std::string& otherwise);
  /// A list of such words, each once; `most` of them.
  std::optional<std::vector<std::string>> optional_words(const char* name,
                                                         const std::vector<std::string>& words,
                                                         std::size_t most);

  /// The bytes of base64url without padding (RFC 4648, section 5); `rule` is of the text.
  std::string base64url(const char* name, TextRule rule = {});
  std::optional<std::string> optional_base64url(const char* name, TextRule rule = {});
  /// A list of at most so many labels, each 1 to 32 lower-case letters, digits and hyphens.
  std::vector<std::string> labels(const char* name, std::size_t most);
  /// Whether there is such a field, and not null.
  bool has(const char* name) const;

  /// A rule of the caller's own.
  void refuse(const std::string& name, std::string detail);

  const std::optional<Error>& error() const { return error_; }

 private:
  JsonBody() = default;
  /// nullptr if missing or null; an error if it is missing and `required`.
  const nlohmann::json* find(const char* name, bool required);

  nlohmann::json object_ = nlohmann::json::object();
  std::optional<Error> error_;
};

}  // namespace pay200::http
