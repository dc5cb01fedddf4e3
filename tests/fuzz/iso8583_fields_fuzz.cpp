#include "core/acquirer/iso8583/original_data.hpp"
#include "core/acquirer/iso8583/private_data.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

using namespace iso8583;

const FuzzTarget kTarget("iso8583_fields", [](std::string_view value) {
  if (const auto data = from_field_48(value)) {
    require(to_field_48(*data) == value, "there is one form of field 48");
  }
  if (const auto original = from_field_90(value)) {
    require(to_field_90(*original) == value, "there is one form of field 90");
  }
});

}  // namespace
}  // namespace pay200::fuzz
