#pragma once
// A request made by a test.

#include <map>
#include <string>

#include "fcgi-app/http/request.hpp"

namespace pay200::test {

struct FakeRequest : http::Request {
  std::string request_method = "GET";
  std::string request_path = "/";
  std::string request_query = {};
  std::map<std::string, std::string> headers = {};
  std::string body = {};

  std::string_view method() const override { return request_method; }
  std::string_view path() const override { return request_path; }
  std::string_view query() const override { return request_query; }
  std::optional<std::string_view> header(std::string_view name) const override {
    for (const auto& [known, value] : headers) {
      if (http::equal_ignoring_case(known, name)) return value;
    }
    return std::nullopt;
  }
  std::string_view remote_address() const override { return "192.0.2.1"; }
  Result<std::string> read_body(std::size_t most) override {
    if (body.size() > most) return ErrorCode::kBodyTooLarge;
    return body;
  }
};

}  // namespace pay200::test
