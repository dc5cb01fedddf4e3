#include "core/webhook/webhook_url.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

#include "core/webhook/address_guard.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMostCharacters = 2'048;

struct Parts {
  bool https = false;
  std::string host;  ///< lower case; of IPv6 without its brackets
  bool ipv6 = false;
};

bool is_port(const std::string& text) {
  int port = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  return read.ec == std::errc() && read.ptr == end && port >= 1 && port <= 65'535;
}

bool is_host_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

/// "host", "host:8443" or "[::1]:8443".
std::optional<Parts> parts_of_authority(std::string_view authority) {
  Parts parts;
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    parts.host = lower(authority.substr(1, close - 1));
    parts.ipv6 = true;
    port = authority.substr(close + 1);
  } else {
    const auto colon = authority.find(':');
    parts.host = lower(authority.substr(0, colon));
    if (colon != std::string_view::npos) port = authority.substr(colon);
    if (!std::ranges::all_of(parts.host, is_host_letter)) return std::nullopt;
  }
  if (parts.host.empty()) return std::nullopt;
  if (!port.empty() && (port[0] != ':' || !is_port(std::string(port.substr(1)))))
    return std::nullopt;
  return parts;
}

std::optional<Parts> parts_of(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  const std::string scheme = lower(url.substr(0, scheme_end));
  if (scheme != "https" && scheme != "http") return std::nullopt;
  const std::string_view rest = url.substr(scheme_end + 3);
  auto parts = parts_of_authority(rest.substr(0, rest.find_first_of("/?#")));
  if (parts) parts->https = scheme == "https";
  return parts;
}

bool names_inside(const std::string& host) {
  return host.find('.') == std::string::npos || host.ends_with(".local") ||
         host.ends_with(".internal") || host.ends_with(".localhost") || host.ends_with(".lan");
}

/// As inet_aton reads it, and every resolver with it: 127.1, 0x7f000001 and 2130706433 are hosts.
AddressKind kind_of_host(const Parts& parts) {
  if (parts.ipv6) {
    in6_addr address{};
    if (::inet_pton(AF_INET6, parts.host.c_str(), &address) != 1) return AddressKind::kInside;
    return address_kind({reinterpret_cast<const char*>(&address), sizeof address});
  }
  in_addr address{};
  if (::inet_aton(parts.host.c_str(), &address) != 0) {
    return address_kind({reinterpret_cast<const char*>(&address), sizeof address});
  }
  if (parts.host == "localhost") return AddressKind::kLoopback;
  return names_inside(parts.host) ? AddressKind::kInside : AddressKind::kOutside;
}

}  // namespace

std::optional<std::string> webhook_url_complaint(std::string_view url, bool allow_loopback) {
  if (url.size() > kMostCharacters) return "must have 2048 characters at most";
  // What is beyond ASCII belongs there encoded; a space or a control character nowhere.
  if (std::ranges::any_of(url, [](char c) { return c <= ' ' || c >= '\x7f' || c == '\\'; })) {
    return "must be a URL in ASCII, percent-encoded";
  }
  if (url.find('#') != std::string_view::npos) return "must not have a fragment";
  const auto parts = parts_of(url);
  if (!parts) return "must be a URL, as in https://shop.example/webhook, without a user";
  const AddressKind kind = kind_of_host(*parts);
  if (kind == AddressKind::kLoopback && allow_loopback) return std::nullopt;
  if (!parts->https) return "must be https";
  if (kind != AddressKind::kOutside) return "must be a host that the internet can reach";
  return std::nullopt;
}

}  // namespace pay200
