#include "core/acquirer/iso8583/framing.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

using iso8583::FrameReader;

/// What a connection brings: its bodies, and how it ends.
struct Received {
  std::vector<std::string> bodies;
  bool failed = false;

  bool operator==(const Received&) const = default;
};

void read(FrameReader& reader, std::string_view bytes, Received& received) {
  reader.append(bytes);
  while (const auto body = reader.next()) received.bodies.emplace_back(*body);
  received.failed = reader.failed();
}

const FuzzTarget kTarget("iso8583_framing", [](std::string_view text) {
  Input input(text);
  const std::size_t piece = 1U + input.byte();
  const std::string_view stream = input.rest();
  Received at_once;
  FrameReader whole;
  read(whole, stream, at_once);
  Received in_pieces;
  FrameReader pieces;
  while (!input.rest().empty()) read(pieces, input.take(piece), in_pieces);
  require(at_once == in_pieces, "how a stream is cut makes no difference");
  std::string again;
  for (const auto& body : at_once.bodies) again += iso8583::frame(body);
  require(stream.substr(0, again.size()) == again, "the bodies are the stream's");
  require(at_once.failed || whole.mid_frame() == (again.size() < stream.size()),
          "it knows whether it is in the middle of a frame");
});

}  // namespace
}  // namespace pay200::fuzz
