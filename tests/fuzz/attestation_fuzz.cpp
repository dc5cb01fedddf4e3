#include "core/shopper/attestation_object.hpp"
#include "core/shopper/cbor_item.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

bool is_within(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

const FuzzTarget kTarget("attestation", [](std::string_view cbor) {
  std::string_view rest = cbor;
  while (const auto item = take_cbor_item(rest)) {
    require(is_within(item->content, cbor), "an item is of its bytes");
    const auto members = cbor_members(*item);
    require(!members || members->size() == item->argument, "a map has as many members as it says");
    if (rest.empty()) break;
  }
  require(is_within(rest, cbor), "what is left is of the bytes");
  if (cbor.size() >= kPlainDataBytes) is_plain_data(cbor);
  const auto object = parse_attestation(cbor);
  if (!object) return;
  require(object->format == "none" || object->format == "packed", "only what we ask for");
  const auto data = data_with_key(*object);
  require(!data || data->size() <= object->authenticator_data.size(), "nothing is added");
});

}  // namespace
}  // namespace pay200::fuzz
