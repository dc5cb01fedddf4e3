#include "fcgi-app/http/trace_context.hpp"

namespace pay200::http {
namespace {

constexpr std::size_t kTraceId = 32;
constexpr std::size_t kVersion00 = 2 + 1 + kTraceId + 1 + 16 + 1 + 2;

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

std::string trace_id_of(std::string_view traceparent) {
  if (traceparent.size() < kVersion00) return {};
  const std::string_view version = traceparent.substr(0, 2);
  const std::string_view trace_id = traceparent.substr(3, kTraceId);
  const std::string_view parent_id = traceparent.substr(36, 16);
  const bool shaped = traceparent[2] == '-' && traceparent[35] == '-' && traceparent[52] == '-' &&
                      is_hex(version) && is_hex(trace_id) && is_hex(parent_id) &&
                      is_hex(traceparent.substr(53, 2));
  if (!shaped || version == "ff" || is_zero(trace_id) || is_zero(parent_id)) return {};
  // Version 00 ends there; later ones may go on behind another hyphen.
  const bool ends = traceparent.size() == kVersion00;
  if (!ends && (version == "00" || traceparent[kVersion00] != '-')) return {};
  return std::string(trace_id);
}

}  // namespace pay200::http
