#include "core/platform/strict_json.hpp"
#include "core/platform/utf8.hpp"
#include "fcgi-app/http/json_body.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

using http::JsonBody;

/// Every reader there is, each of a body of its own: after a wrong field nothing more is read.
template <class Read>
void read_alone(std::string_view text, Read read) {
  auto body = JsonBody::parse(text);
  if (body) read(*body);
}

const FuzzTarget kTarget("request_body", [](std::string_view text) {
  auto parsed = JsonBody::parse(text);
  if (!parsed) {
    require(parsed.error().code == ErrorCode::kInvalidJson, "what is refused is invalid JSON");
    require(!parsed.error().detail.empty(), "a refusal says what is wrong");
  } else if (!text.empty()) {
    require(!fault_in_json(text, http::kMaxJsonDepth), "what is accepted is strict JSON");
    require(utf8_length(text).has_value(), "what is accepted is UTF-8");
    require(text.find('\0') == std::string_view::npos, "what is accepted holds no NUL");
  }
  read_alone(text, [](JsonBody& body) {
    const std::string value = body.text("t", {.least = 2, .most = 5});
    if (body.error()) return;
    const auto length = utf8_length(value);
    require(length && *length >= 2 && *length <= 5, "a text keeps its rule");
  });
  read_alone(text, [](JsonBody& body) {
    const std::int64_t value = body.integer("i", {1, 999});
    require(body.error() || (value >= 1 && value <= 999), "a number keeps its range");
  });
  read_alone(text, [](JsonBody& body) {
    const std::string value = body.digits("d", 3, 4);
    require(body.error() || value.size() == 3 || value.size() == 4, "digits keep their number");
    require(body.error() || value.find_first_not_of("0123456789") == std::string::npos,
            "digits are digits");
  });
  read_alone(text, [](JsonBody& body) { body.one_of("w", {"a", "b"}, "a"); });
  read_alone(text, [](JsonBody& body) { body.optional_words("l", {"a", "b"}, 2); });
  read_alone(text, [](JsonBody& body) { body.base64url("b"); });
  read_alone(text, [](JsonBody& body) { body.labels("n", 3); });
  read_alone(text, [](JsonBody& body) { body.text("card.number"); });
});

}  // namespace
}  // namespace pay200::fuzz
