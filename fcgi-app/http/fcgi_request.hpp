#pragma once
// A request that came through libfcgi, and the way back.

#include <fcgiapp.h>

#include "fcgi-app/http/request.hpp"
#include "fcgi-app/http/response.hpp"

namespace pay200::http {

/// Reads the parameters that nginx/snippets/fastcgi.conf sends; views of them stay valid while it
/// lives. Its end is the request's. Not safe from two threads at once.
class FcgiRequest : public Request {
 public:
  explicit FcgiRequest(int listen_fd);  ///< after FCGX_Init
  ~FcgiRequest() override;
  FcgiRequest(const FcgiRequest&) = delete;
  FcgiRequest& operator=(const FcgiRequest&) = delete;

  /// The next one: 0, or an errno; then it may be called again.
  int accept();
  /// Writes all of it; a client that has gone away is not an error. The body is read to its end
  /// first: closing a socket with unread bytes in it would reset it under nginx's eyes.
  void answer(const Response& response);

  std::string_view method() const override { return param("REQUEST_METHOD"); }
  std::string_view path() const override { return param("DOCUMENT_URI"); }
  std::string_view query() const override { return param("QUERY_STRING"); }
  std::optional<std::string_view> header(std::string_view name) const override;
  std::string_view remote_address() const override { return param("REMOTE_ADDR"); }
  Result<std::string> read_body(std::size_t most) override;

 private:
  std::string_view param(const char* name) const;
  std::optional<std::size_t> announced_size() const;  ///< CONTENT_LENGTH
  void write(std::string_view text);
  void discard_input();
  void send_parts(const Response& response);

  FCGX_Request request_;
};

}  // namespace pay200::http
