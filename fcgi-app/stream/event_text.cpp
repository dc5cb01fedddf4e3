#include "fcgi-app/stream/event_text.hpp"

#include <nlohmann/json.hpp>

#include "fcgi-app/render/page_event_json.hpp"

namespace pay200::stream {

std::string event_text(const PageEvent& event, Language language) {
  return "id: " + std::to_string(event.number) + "\nevent: " + std::string(to_text(event.type)) +
         "\ndata: " + render::page_event_json(event, language).dump() + "\n\n";
}

std::string heartbeat_text() { return ":\n\n"; }

std::string retry_text(std::chrono::milliseconds wait) {
  return "retry: " + std::to_string(wait.count()) + "\n\n";
}

http::Response stream_response() {
  return {
      200, {{"Content-Type", "text/event-stream; charset=utf-8"}, {"X-Accel-Buffering", "no"}}, {}};
}

http::Response poll_response(std::span<const PageEvent> events, int last, Language language) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const PageEvent& event : events) list.push_back(render::page_event_json(event, language));
  return http::json_response(
      200, {{"events", std::move(list)},
            {"lastEventId", last == 0 ? nlohmann::ordered_json(nullptr)
                                      : nlohmann::ordered_json(std::to_string(last))}});
}

}  // namespace pay200::stream
