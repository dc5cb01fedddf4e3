#pragma once
// What a page asks the stream role for (GET /v1/events), checked before anything is looked up.

#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "core/platform/clock.hpp"
#include "core/platform/error_code.hpp"
#include "core/platform/id.hpp"
#include "fcgi-app/http/request.hpp"
#include "fcgi-app/http/response.hpp"
#include "fcgi-app/stream/fastcgi_records.hpp"

namespace pay200::stream {

/// As nginx sends it. It has no body that anybody reads.
class StreamRequest : public http::Request {
 public:
  explicit StreamRequest(const FastcgiParams& params) : params_(params) {}

  std::string_view method() const override { return param("REQUEST_METHOD"); }
  std::string_view path() const override { return param("DOCUMENT_URI"); }
  std::string_view query() const override { return param("QUERY_STRING"); }
  std::optional<std::string_view> header(std::string_view name) const override;
  std::string_view remote_address() const override { return param("REMOTE_ADDR"); }
  Result<std::string> read_body(std::size_t) override { return std::string(); }

 private:
  std::string_view param(std::string_view name) const;

  const FastcgiParams& params_;
};

/// Most that a long poll may wait, well below nginx's fastcgi_read_timeout.
inline constexpr std::chrono::seconds kLongestPoll{25};

struct Opening {
  PaymentKey key;
  Time until = {};                                ///< the token's end: nobody is told for longer
  std::optional<int> last_event_id = {};          ///< what the reader has already
  std::optional<std::chrono::seconds> poll = {};  ///< a long poll, for so long; else a stream
  Language language = Language::kKorean;
  std::string origin = {};  ///< of a page that is not ours: it must be on the merchant's list
  /// What every answer to it carries: X-Request-Id, Cache-Control, and what lets the page read it.
  http::Response common = {};
};

struct Door {
  std::string token_key;   ///< the gateway's
  std::string own_origin;  ///< "https://pay.example"
};

/// A refusal is a whole answer.
std::variant<Opening, http::Response> open(const Door& door, const http::Request& request,
                                           Time now);

/// `error` as the answer to somebody who was let in.
http::Response refusal(const Opening& opening, const Error& error);
/// `response` with the opening's common headers.
http::Response with_common(const Opening& opening, http::Response response);

}  // namespace pay200::stream
