#include "core/card_vault/pan.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

const FuzzTarget kTarget("pan", [](std::string_view text) {
  require(!card_brand(text).empty(), "every number has a brand, if only \"unknown\"");
  if (!is_valid_pan(text)) return;
  require(text.size() >= 13 && text.size() <= 19, "a card number has its length");
  std::string wrong(text);
  for (char& digit : wrong) {
    const char right = digit;
    digit = right == '9' ? '0' : static_cast<char>(right + 1);
    require(!is_valid_pan(wrong), "one wrong digit is found");
    digit = right;
  }
});

}  // namespace
}  // namespace pay200::fuzz
