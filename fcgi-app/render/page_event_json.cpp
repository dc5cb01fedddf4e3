#include "fcgi-app/render/page_event_json.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace pay200::render {
namespace {

using Json = nlohmann::ordered_json;

Json failure_json(const std::optional<ErrorCode>& failure, Language language) {
  if (!failure) return nullptr;
  return {{"code", wire_name(*failure)}, {"message", message(*failure, language)}};
}

}  // namespace

Json page_event_json(const PageEvent& event, Language language) {
  return {
      {"id", std::to_string(event.number)},
      {"type", to_text(event.type)},
      {"status", to_text(event.status)},
      {"createdAt", to_iso8601(event.at)},
      {"expiresAt", event.expires_at ? Json(to_iso8601(*event.expires_at)) : Json(nullptr)},
      {"failure", failure_json(event.failure, language)},
  };
}

}  // namespace pay200::render
