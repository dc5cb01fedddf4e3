#include "fcgi-app/http/request_id.hpp"

#include "core/platform/crypto/crypto.hpp"

namespace pay200::http {

std::string request_id_of(const Request& request) {
  const std::string_view given = request.header("X-Request-Id").value_or("");
  const auto allowed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.";
  if (!given.empty() && given.size() <= 64 &&
      given.find_first_not_of(allowed) == std::string_view::npos) {
    return std::string(given);
  }
  return crypto::to_hex(crypto::random_bytes(16));
}

}  // namespace pay200::http
