#include "core/acquirer/link_protocol.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

using namespace link_protocol;

constexpr std::size_t kLength = 4;  ///< bytes of a frame before its body

template <class Decode>
void require_one_form(std::string_view body, Decode decode) {
  const auto message = decode(body);
  if (!message) return;
  require(encode(*message).substr(kLength) == body, "there is one form of each message");
  require(!decode(body.substr(0, body.size() - 1)), "a message that is cut is refused");
  require(!decode(std::string(body) + ' '), "a byte too many is refused");
}

std::vector<std::string> bodies_of(std::string_view stream, std::size_t piece) {
  std::vector<std::string> bodies;
  FrameBuffer buffer;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    buffer.append(stream.substr(at, piece));
    while (const auto body = buffer.next()) bodies.emplace_back(*body);
  }
  return bodies;
}

const FuzzTarget kTarget("link_protocol", [](std::string_view text) {
  if (text.size() <= kMostFrameBody) {
    require_one_form(text, [](std::string_view body) { return decode_request(body); });
    require_one_form(text, [](std::string_view body) { return decode_reply(body); });
  }
  Input input(text);
  const std::size_t piece = 1U + input.byte();
  require(bodies_of(input.rest(), piece) == bodies_of(input.rest(), text.size()),
          "how a stream is cut makes no difference");
});

}  // namespace
}  // namespace pay200::fuzz
