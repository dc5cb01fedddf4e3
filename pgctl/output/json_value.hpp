#pragma once
// Apart from the records, since hundreds of files read those and few need the JSON library for it.

#include <nlohmann/json.hpp>

#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

/// Keeps the order in which the keys are written.
using Json = nlohmann::ordered_json;

Json json_of(const Value& value);
/// Numbers, texts, true, false and null as such; the rest as JsonText.
Value value_from(const Json& json);

}  // namespace pay200::pgctl
