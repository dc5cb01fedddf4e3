#include "dev/api_client.hpp"

#include <algorithm>
#include <stdexcept>

namespace pay200::dev {

std::string ApiAnswer::text(const std::string& field) const {
  const auto found = body.is_object() ? body.find(field) : body.end();
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool ApiAnswer::replayed() const {
  const std::string* header = raw.header("idempotency-replayed");
  return header != nullptr && *header == "true";
}

std::string ApiAnswer::summary() const {
  if (ok()) return std::to_string(status);
  const std::string& said = body.is_null() ? raw.body : text("message");
  return std::to_string(status) + " " + code() + " " + said;
}

const ApiAnswer& expect_ok(const ApiAnswer& answer, const std::string& act) {
  if (!answer.ok()) throw std::runtime_error(act + ": " + answer.summary());
  return answer;
}

ApiClient::ApiClient(std::string base_url) : base_url_(std::move(base_url)) {}

void ApiClient::set_header(const std::string& name, const std::string& value) {
  headers_.erase(std::remove_if(headers_.begin(), headers_.end(),
                                [&](const auto& header) { return header.first == name; }),
                 headers_.end());
  headers_.emplace_back(name, value);
}

ApiAnswer ApiClient::get(const std::string& path) { return send("GET", path, std::nullopt); }

ApiAnswer ApiClient::post(const std::string& path, const nlohmann::json& body,
                          const std::string& idempotency_key) {
  std::vector<std::pair<std::string, std::string>> headers = {{"Content-Type", "application/json"}};
  if (!idempotency_key.empty()) headers.emplace_back("Idempotency-Key", idempotency_key);
  return send("POST", path, body.dump(), std::move(headers));
}

ApiAnswer ApiClient::send(const std::string& method, const std::string& path,
                          std::optional<std::string> body,
                          std::vector<std::pair<std::string, std::string>> headers) {
  HttpRequest request;
  request.method = method;
  request.url = base_url_ + path;
  request.headers = headers_;
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
  request.body = std::move(body);
  request.timeout = timeout_;
  ApiAnswer answer;
  answer.raw = http_.send(request);
  answer.status = answer.raw.status;
  answer.body = answer.raw.json();
  if (observer_) observer_(method, path, answer.raw);
  return answer;
}

}  // namespace pay200::dev
