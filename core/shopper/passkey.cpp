#include "core/shopper/passkey.hpp"

#include <arpa/inet.h>

#include "core/merchant/merchant_origin.hpp"

namespace pay200 {
namespace {

std::string host_of(const std::string& origin) {
  const auto begin = origin.find("://") + 3;
  // The colons of an IPv6 address stand in brackets.
  const auto end = origin[begin] == '[' ? origin.find(']') + 1 : origin.find(':', begin);
  return origin.substr(begin, end == std::string::npos ? end : end - begin);
}

bool is_address(const std::string& host) {
  in_addr address{};
  return host.starts_with('[') || inet_pton(AF_INET, host.c_str(), &address) == 1;
}

}  // namespace

Result<RelyingParty> relying_party(std::string_view public_base_url) {
  const auto path = public_base_url.find('/', public_base_url.find("://") + 3);
  const auto origin = parse_origin(public_base_url.substr(0, path));
  if (!origin) return ErrorCode::kPasskeysUnavailable;
  std::string host = host_of(*origin);
  if (is_address(host)) return ErrorCode::kPasskeysUnavailable;
  return RelyingParty{std::move(host), *origin};
}

std::string user_handle(ShopperId shopper_id) {
  const auto& bytes = shopper_id.value.bytes;
  return {bytes.begin(), bytes.end()};
}

}  // namespace pay200
