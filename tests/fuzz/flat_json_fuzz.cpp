#include "core/acquirer/flat_json.hpp"
#include "core/platform/strict_json.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

const FuzzTarget kTarget("flat_json", [](std::string_view text) {
  FlatJsonReader in(text);
  const std::int64_t number = in.number("n");
  const bool flag = in.flag("f");
  const std::string_view word = in.text("t");
  const std::string bytes = in.bytes("b");
  if (!in.finish()) return;
  FlatJsonWriter out("", text.size());
  out.number("n", number).flag("f", flag).text("t", word).bytes("b", bytes);
  require(std::move(out).finish() == text, "there is one form of each object");
  require(!fault_in_json(text, 1), "it is JSON");
});

}  // namespace
}  // namespace pay200::fuzz
