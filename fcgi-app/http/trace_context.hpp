#pragma once
// The caller's own trace, by which its operators find our log lines (W3C Trace Context).

#include <string>
#include <string_view>

namespace pay200::http {

/// The trace-id of a `traceparent` header, 32 hexadecimal digits; empty if it is not one: the
/// specification says to go on as if there were none.
std::string trace_id_of(std::string_view traceparent);

}  // namespace pay200::http
