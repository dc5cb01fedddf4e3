#pragma once
// API keys, as the back office shows them.

#include <nlohmann/json_fwd.hpp>

#include "core/api_key/api_key_service.hpp"

namespace pay200::render {

nlohmann::ordered_json api_key_json(const ApiKey& key, Time now);
/// With the whole key.
nlohmann::ordered_json api_key_json(const ApiKeyService::Issued& issued, Time now);

}  // namespace pay200::render
