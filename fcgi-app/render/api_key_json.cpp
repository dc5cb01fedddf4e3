#include "fcgi-app/render/api_key_json.hpp"

#include <nlohmann/json.hpp>

namespace pay200::render {
namespace {

using Json = nlohmann::ordered_json;

Json time_or_null(const std::optional<Time>& time) {
  return time ? Json(to_iso8601(*time)) : Json(nullptr);
}

const char* status_of(const ApiKey& key, Time now) {
  if (!key.alive(now)) return "ENDED";
  return key.expires_at ? "EXPIRING" : "ACTIVE";
}

}  // namespace

Json api_key_json(const ApiKey& key, Time now) {
  return {
      {"keyId", to_text(key.id)},
      {"kind", key.kind == KeyKind::kClient ? "client" : "secret"},
      {"prefix", key.prefix},
      {"lastFour", key.last_four},
      {"status", status_of(key, now)},
      {"createdAt", to_iso8601(key.created_at)},
      {"expiresAt", time_or_null(key.expires_at)},
      {"revokedAt", time_or_null(key.revoked_at)},
      {"successorId", key.successor_id ? Json(to_text(*key.successor_id)) : Json(nullptr)},
      {"lastUsedAt", time_or_null(key.last_used_at)},
  };
}

Json api_key_json(const ApiKeyService::Issued& issued, Time now) {
  Json json = api_key_json(issued.key, now);
  json["key"] = issued.secret;
  return json;
}

}  // namespace pay200::render
