#include "dev/http_client.hpp"

#include <algorithm>
#include <cctype>
#include <curl/curl.h>
#include <string_view>

namespace pay200::dev {
namespace {

/// Before any thread makes a handle.
void prepare_library() {
  static const CURLcode ready = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw HttpFailure(::curl_easy_strerror(ready));
}

struct FreeList {
  void operator()(curl_slist* list) const noexcept { ::curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

void append(HeaderList& list, const std::string& line) {
  curl_slist* longer = ::curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw HttpFailure("no memory for a header");
  static_cast<void>(list.release());
  list.reset(longer);
}

HeaderList header_list(const HttpRequest& request,
                       const std::map<std::string, std::string>& cookies) {
  HeaderList list;
  // libcurl asks "Expect: 100-continue" before a longer body, and waits a second for it.
  append(list, "Expect:");
  // An empty value must be sent as "Name;".
  for (const auto& [name, value] : request.headers) {
    append(list, value.empty() ? name + ";" : name + ": " + value);
  }
  std::string all;
  for (const auto& [name, value] : cookies) {
    all += (all.empty() ? "" : "; ") + name + "=" + value;
  }
  if (!all.empty()) append(list, "Cookie: " + all);
  return list;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) {
    text.remove_prefix(1);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) {
    text.remove_suffix(1);
  }
  return text;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* response) {
  static_cast<HttpResponse*>(response)->body.append(data, size * count);
  return size * count;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* response) {
  const std::string_view line(data, size * count);
  auto& headers = static_cast<HttpResponse*>(response)->headers;
  if (line.rfind("HTTP/", 0) == 0) {
    headers.clear();  // the final response's, not an interim one's
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    headers.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
  }
  return size * count;
}

void set_request(CURL* handle, const HttpRequest& request, curl_slist* headers) {
  ::curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  ::curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  ::curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  ::curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.timeout.count()));
  ::curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  ::curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
  if (!request.ca_file.empty()) {
    ::curl_easy_setopt(handle, CURLOPT_CAINFO, request.ca_file.c_str());
  }
  if (request.body) {
    ::curl_easy_setopt(handle, CURLOPT_POST, 1L);
    ::curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body->size()));
    ::curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body->data());
  } else if (request.method == "HEAD") {
    ::curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  }
  ::curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

}  // namespace

const std::string* HttpResponse::header(const std::string& lower_case_name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& header) {
    return header.first == lower_case_name;
  });
  return found == headers.end() ? nullptr : &found->second;
}

nlohmann::json HttpResponse::json() const {
  auto parsed = nlohmann::json::parse(body, nullptr, false);
  return parsed.is_discarded() ? nlohmann::json() : parsed;
}

void HttpClient::CloseHandle::operator()(void* handle) const noexcept {
  ::curl_easy_cleanup(handle);
}

HttpClient::HttpClient() {
  prepare_library();
  handle_.reset(::curl_easy_init());
  if (!handle_) throw HttpFailure("libcurl has no memory");
}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

HttpResponse HttpClient::send(const HttpRequest& request) {
  CURL* handle = handle_.get();
  ::curl_easy_reset(handle);  // keeps the connection
  const HeaderList headers = header_list(request, cookies_);
  set_request(handle, request, headers.get());
  HttpResponse response;
  ::curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &on_body);
  ::curl_easy_setopt(handle, CURLOPT_WRITEDATA, &response);
  ::curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &on_header);
  ::curl_easy_setopt(handle, CURLOPT_HEADERDATA, &response);
  response.sent_at = std::chrono::system_clock::now();
  const auto begun = std::chrono::steady_clock::now();
  const CURLcode code = ::curl_easy_perform(handle);
  response.elapsed = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begun);
  if (code != CURLE_OK) {
    throw HttpFailure(request.method + " " + request.url + ": " + ::curl_easy_strerror(code));
  }
  long status = 0;
  ::curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  keep_cookies(response);
  return response;
}

void HttpClient::keep_cookies(const HttpResponse& response) {
  for (const auto& [name, value] : response.headers) {
    if (name != "set-cookie") continue;
    const std::string pair = value.substr(0, value.find(';'));
    const auto equals = pair.find('=');
    if (equals != std::string::npos) cookies_[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
}

}  // namespace pay200::dev
