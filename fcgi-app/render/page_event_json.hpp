#pragma once
// An event of the stream, as data of a server-sent event and in a long poll's answer. No key of any
// kind is in it. Pure.

#include <nlohmann/json_fwd.hpp>

#include "core/payment/page_event.hpp"
#include "core/platform/error_code.hpp"

namespace pay200::render {

nlohmann::ordered_json page_event_json(const PageEvent& event, Language language);

}  // namespace pay200::render
