#pragma once
// A small HTTP client on libcurl, for the clients of the API in dev/ and tests/.
//
// Threads: one HttpClient is used by one thread at a time; it keeps one connection open. Any number
// of them may be used at once.

#include <chrono>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace pay200::dev {

/// No whole response: refused, cut, or out of time. What the server did is not known.
struct HttpFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::optional<std::string> body = {};
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
  std::string ca_file = {};  ///< of https, whose certificates are believed; empty: the system's
};

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;
  std::chrono::system_clock::time_point sent_at;  ///< when the request was begun
  std::chrono::microseconds elapsed{0};           ///< until the last byte of the response

  const std::string* header(const std::string& lower_case_name) const;  ///< null if absent
  /// null if the body is not JSON.
  nlohmann::json json() const;
};

class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  /// Throws HttpFailure. Cookies that responses set are kept by name and sent with later requests,
  /// whatever their attributes: each client talks to one server only.
  HttpResponse send(const HttpRequest& request);

  const std::map<std::string, std::string>& cookies() const { return cookies_; }
  void set_cookies(std::map<std::string, std::string> cookies) { cookies_ = std::move(cookies); }

 private:
  void keep_cookies(const HttpResponse& response);

  struct CloseHandle {
    void operator()(void* handle) const noexcept;
  };
  std::unique_ptr<void, CloseHandle> handle_;  ///< CURL*
  std::map<std::string, std::string> cookies_;
};

}  // namespace pay200::dev
