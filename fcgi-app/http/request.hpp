#pragma once
// A request as handlers see it. An interface, so that tests push fake ones through the real router,
// handlers, services and database.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/platform/result.hpp"

namespace pay200::http {

class Request {
 public:
  virtual ~Request() = default;

  virtual std::string_view method() const = 0;  ///< "GET"
  virtual std::string_view path() const = 0;    ///< percent-decoded, without the query
  virtual std::string_view query() const = 0;   ///< as sent, without the '?'; may be empty
  /// The name in any case. nullopt if the header is missing.
  virtual std::optional<std::string_view> header(std::string_view name) const = 0;
  virtual std::string_view remote_address() const = 0;
  /// Once per request. kBodyTooLarge if there are more than `most` bytes.
  virtual Result<std::string> read_body(std::size_t most) = 0;
};

/// Case-insensitive comparison of header names and other ASCII tokens.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// Without spaces and tabs at both ends.
std::string_view trimmed(std::string_view text);

/// The value of one cookie in a Cookie header (RFC 6265); the first one of that name.
std::optional<std::string_view> cookie(std::string_view header, std::string_view name);

}  // namespace pay200::http
