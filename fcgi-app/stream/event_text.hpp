#pragma once
// What goes over the wire of an event stream (WHATWG HTML, "Server-sent events") and of a long
// poll. Pure.

#include <chrono>
#include <span>
#include <string>

#include "core/payment/page_event.hpp"
#include "core/platform/error_code.hpp"
#include "fcgi-app/http/response.hpp"

namespace pay200::stream {

/// "id: 7\nevent: payment.approved\ndata: {...}\n\n"
std::string event_text(const PageEvent& event, Language language);
/// A comment, so that nothing on the way takes the stream for dead.
std::string heartbeat_text();
/// How long to wait before coming again, should the stream end.
std::string retry_text(std::chrono::milliseconds wait);

/// The beginning of a stream.
http::Response stream_response();
/// Of a long poll: `events` may be none; `last`: the number to go on from, 0 if there is none.
http::Response poll_response(std::span<const PageEvent> events, int last, Language language);

}  // namespace pay200::stream
