#pragma once
// A request that came through libfcgi, and the way back.

#include <fcgiapp.h>

#include "fcgi-app/http/request.hpp"
#include "fcgi-app/http/response.hpp"

namespace pay200::http {

/// Reads the parameters that nginx/snippets/fastcgi.conf sends. Views stay valid until
/// FCGX_Finish_r.
class FcgiRequest : public Request {
 public:
  explicit FcgiRequest(FCGX_Request& request) : request_(request) {}

  std::string_view method() const override { return param("REQUEST_METHOD"); }
  std::string_view path() const override { return param("DOCUMENT_URI"); }
  std::string_view query() const override { return param("QUERY_STRING"); }
  std::optional<std::string_view> header(std::string_view name) const override;
  std::string_view remote_address() const override { return param("REMOTE_ADDR"); }
  Result<std::string> read_body(std::size_t most) override;

 private:
  std::string_view param(const char* name) const;
  std::optional<std::size_t> announced_size() const;  ///< CONTENT_LENGTH

  FCGX_Request& request_;
};

/// Writes all of it; a client that has gone away is not an error. The body is read to its end
/// first: closing a socket with unread bytes in it would reset it under nginx's eyes.
void send_response(FCGX_Request& request, const Response& response);

}  // namespace pay200::http
