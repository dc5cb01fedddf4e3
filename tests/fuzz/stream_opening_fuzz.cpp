#include "fcgi-app/stream/fastcgi_records.hpp"
#include "fcgi-app/stream/opening.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

using namespace stream;

RequestReader::State read_all(RequestReader& reader, std::string_view bytes, std::size_t piece) {
  auto state = RequestReader::State::kMore;
  for (std::size_t at = 0; at < bytes.size() && state == RequestReader::State::kMore; at += piece) {
    state = reader.read(bytes.substr(at, piece));
  }
  return state;
}

const FuzzTarget kTarget("stream_opening", [](std::string_view text) {
  Input input(text);
  const std::size_t piece = 1U + input.byte();
  RequestReader at_once;
  RequestReader in_pieces;
  const auto state = read_all(at_once, input.rest(), text.size() + 1);
  require(read_all(in_pieces, input.rest(), piece) == state,
          "how a stream is cut makes no difference");
  if (state != RequestReader::State::kComplete) return;
  require(at_once.params() == in_pieces.params(), "nor to what it says");
  const StreamRequest request(at_once.params());
  const Door door{std::string(32, 't'), "https://pay.example"};
  const auto opened = open(door, request, Time{std::chrono::seconds(1'790'000'000)});
  require(std::holds_alternative<http::Response>(opened), "no token is guessed");
});

}  // namespace
}  // namespace pay200::fuzz
