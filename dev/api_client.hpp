#pragma once
// The API as a client in another process sees it. ShopClient speaks for a shop's server,
// ShopperClient for a shopper's app; both keep to JSON as it comes, so that what they show is what
// was answered. A refusal is an answer; only a broken connection throws (HttpFailure).
//
// Threads: as HttpClient, one thread at a time.

#include <functional>
#include <string>

#include "dev/http_client.hpp"

namespace pay200::dev {

struct ApiAnswer {
  int status = 0;       ///< HTTP
  nlohmann::json body;  ///< null if it was not JSON
  HttpResponse raw;

  bool ok() const { return status >= 200 && status < 300; }
  /// A string or "" : "code" of a problem, "status" of a payment, ...
  std::string text(const std::string& field) const;
  std::string code() const { return ok() ? std::string() : text("code"); }
  bool replayed() const;  ///< Idempotency-Replayed: true
  /// "200" or "402 REJECT_CARD_PAYMENT ...", for messages.
  std::string summary() const;
};

/// Throws std::runtime_error naming `act` and the answer, unless it is a 2xx.
const ApiAnswer& expect_ok(const ApiAnswer& answer, const std::string& act);

/// What everyone who watches the traffic is told (tests hold it against openapi.json).
/// `path` is without the base URL.
using ApiObserver = std::function<void(const std::string& method, const std::string& path,
                                       const HttpResponse& response)>;

class ApiClient {
 public:
  explicit ApiClient(std::string base_url);

  /// Sent with every request from now on; replaces an earlier one of the same name.
  void set_header(const std::string& name, const std::string& value);
  void set_timeout(std::chrono::milliseconds timeout) { timeout_ = timeout; }
  void observe(ApiObserver observer) { observer_ = std::move(observer); }

  ApiAnswer get(const std::string& path);
  ApiAnswer post(const std::string& path, const nlohmann::json& body,
                 const std::string& idempotency_key = {});
  /// Exactly these bytes, for requests that are wrong on purpose.
  ApiAnswer send(const std::string& method, const std::string& path,
                 std::optional<std::string> body,
                 std::vector<std::pair<std::string, std::string>> headers = {});

  HttpClient& http() { return http_; }
  const HttpClient& http() const { return http_; }
  const std::string& base_url() const { return base_url_; }

 private:
  HttpClient http_;
  std::string base_url_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::chrono::milliseconds timeout_ = std::chrono::seconds(60);
  ApiObserver observer_;
};

}  // namespace pay200::dev
