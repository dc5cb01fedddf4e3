#include "core/platform/crypto/crypto.hpp"
#include "core/platform/id.hpp"
#include "core/platform/utf8.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

using namespace crypto;

const FuzzTarget kTarget("text_encoding", [](std::string_view text) {
  require(base64_decode(base64_encode(text)) == text, "base64 comes back");
  require(base64url_decode(base64url_encode(text)) == text, "base64url comes back");
  require(base32_decode(base32_encode(text)) == text, "base32 comes back");
  require(from_hex(to_hex(text)) == text, "hex comes back");
  if (const auto bytes = base64_decode(text)) {
    require(base64_encode(*bytes) == text, "there is one form of base64");
  }
  if (const auto bytes = base64url_decode(text)) {
    require(base64url_encode(*bytes) == text, "there is one form of base64url");
  }
  if (const auto bytes = base32_decode(text)) {
    require(base32_encode(*bytes) == text, "there is one form of base32");
  }
  const auto length = utf8_length(text);
  require(!length || *length <= text.size(), "a character is a byte at least");
  require(!is_one_line(text, 100) || (length && *length <= 100), "a line keeps its length");
});

}  // namespace
}  // namespace pay200::fuzz
