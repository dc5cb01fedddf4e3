#include "core/api_key/api_key_service.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

constexpr std::size_t kPrefix = 8;  ///< "test_sk_"

/// A key with one character typed wrong.
void require_checksum(std::string key, std::size_t at) {
  const std::size_t place = kPrefix + at % (key.size() - kPrefix);
  key[place] = key[place] == 'a' ? 'b' : 'a';
  require(!is_well_formed_api_key(key), "the checksum finds one wrong character");
}

const FuzzTarget kTarget("api_key", [](std::string_view text) {
  if (is_well_formed_api_key(text)) {
    require(text.size() == kPrefix + 32 + 6, "a key has its length");
    require_checksum(std::string(text), text.size() / 2);
  }
  Input input(text);
  const auto kind = (input.byte() & 1U) != 0 ? KeyKind::kSecret : KeyKind::kClient;
  const std::string made = new_api_key(kind, (input.byte() & 1U) != 0);
  require(is_well_formed_api_key(made), "a key that was made is well-formed");
  require_checksum(made, input.byte());
});

}  // namespace
}  // namespace pay200::fuzz
