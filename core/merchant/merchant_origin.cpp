#include "core/merchant/merchant_origin.hpp"

#include <algorithm>
#include <charconv>

#include "core/merchant/merchant_origin_store.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMostHost = 253;
constexpr int kMostPort = 65'535;

Error invalid(const char* detail) {
  Error error{ErrorCode::kInvalidRequest};
  error.param = "origin";
  error.detail = detail;
  return error;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

bool is_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) {
    return host.size() > 2 &&
           host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdef:.") ==
               std::string_view::npos;
  }
  return !host.empty() && host.size() <= kMostHost && !host.starts_with('.') &&
         !host.ends_with('.') && host.find("..") == std::string_view::npos &&
         host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string_view::npos;
}

/// 0: it is none.
int port_from(std::string_view text) {
  int port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole && port >= 1 && port <= kMostPort ? port : 0;
}

}  // namespace

Result<std::string> parse_origin(std::string_view text) {
  const std::string origin = lower(text);
  const bool https = origin.starts_with("https://");
  if (!https && !origin.starts_with("http://"))
    return invalid("must begin with https:// or http://");
  const std::string_view authority = std::string_view(origin).substr(https ? 8 : 7);
  // The colons of an IPv6 address stand in brackets.
  const auto colon =
      authority.find(':', authority.find(']') == std::string_view::npos ? 0 : authority.find(']'));
  const std::string_view host = authority.substr(0, colon);
  if (!is_host(host)) return invalid("scheme, host and port only, as in https://shop.example");
  std::string result = (https ? "https://" : "http://") + std::string(host);
  if (colon == std::string_view::npos) return result;
  const int port = port_from(authority.substr(colon + 1));
  if (port == 0) return invalid("its port must be 1 to 65535");
  if (port != (https ? 443 : 80)) result += ":" + std::to_string(port);
  return result;
}

MerchantOrigins::MerchantOrigins(db::Database& database, const Clock& clock)
    : database_(database), clock_(clock) {}

Result<bool> MerchantOrigins::allow_origin(MerchantId merchant_id, std::string_view origin) {
  const auto parsed = parse_origin(origin);
  if (!parsed) return parsed.error();
  const std::string outcome =
      merchant_origin_store::allow_origin(database_, merchant_id, *parsed, clock_.now());
  if (outcome == "not_found") return ErrorCode::kNotFoundMerchant;
  return outcome == "allowed";
}

Result<bool> MerchantOrigins::remove_origin(MerchantId merchant_id, std::string_view origin) {
  const auto parsed = parse_origin(origin);
  if (!parsed) return parsed.error();
  return merchant_origin_store::remove_origin(database_, merchant_id, *parsed);
}

Result<std::vector<std::string>> MerchantOrigins::list_origins(MerchantId merchant_id) {
  auto origins = merchant_origin_store::list_origins(database_, merchant_id);
  if (!origins) return ErrorCode::kNotFoundMerchant;
  return *std::move(origins);
}

bool MerchantOrigins::is_allowed(MerchantId merchant_id, std::string_view origin) {
  return merchant_origin_store::has_origin(database_, merchant_id, std::string(origin));
}

}  // namespace pay200
