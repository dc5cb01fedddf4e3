#include "core/acquirer/iso8583/codec.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

using namespace iso8583;

/// Beyond it, one cut of many is tried.
constexpr std::size_t kAllCuts = 64;

const FuzzTarget kTarget("iso8583_codec", [](std::string_view body) {
  const auto decoded = decode(body);
  if (!decoded) {
    require(!decoded.error.text().empty(), "a refusal says what is wrong");
    return;
  }
  require(!check(*decoded.message), "what was decoded may be sent");
  require(encode(*decoded.message) == body, "there is one form of each message");
  const std::size_t step = body.size() <= kAllCuts ? 1 : body.size() / kAllCuts;
  for (std::size_t size = 0; size < body.size(); size += step) {
    require(!decode(body.substr(0, size)), "a message that is cut is refused");
  }
  require(!decode(std::string(body) + '0'), "a byte too many is refused");
});

}  // namespace
}  // namespace pay200::fuzz
