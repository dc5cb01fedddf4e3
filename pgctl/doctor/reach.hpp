#pragma once
// Whether somebody listens. Nothing is sent.

#include <string>

namespace pay200::pgctl {

/// Empty if it could be connected to; else why not. Waits for three seconds at most.
/// `socket` as in the configuration: an absolute path, or "10.0.0.5:9000", or "[fd00::5]:9000".
std::string unreachable_socket(const std::string& socket);
std::string unreachable_host(const std::string& host, int port);

struct HttpAnswer {
  int status = 0;    ///< 0: there was no answer
  std::string why;   ///< then
  std::string body;  ///< its beginning
};
/// A GET; redirects are not followed.
HttpAnswer get_url(const std::string& url);

}  // namespace pay200::pgctl
