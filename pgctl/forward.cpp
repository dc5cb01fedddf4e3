#include "pgctl/forward.hpp"

#include <algorithm>
#include <curl/curl.h>
#include <memory>
#include <new>

namespace pay200::pgctl {
namespace {

constexpr long kTimeoutMs = 20'000;
constexpr std::size_t kKeptAnswer = 1'024;

std::size_t keep_beginning(const char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& answer = *static_cast<std::string*>(into);
  answer.append(bytes, std::min(kKeptAnswer - answer.size(), size * count));
  return size * count;
}

struct FreeList {
  void operator()(curl_slist* list) const noexcept { ::curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

void append(HeaderList& list, const std::string& line) {
  curl_slist* longer = ::curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

}  // namespace

Forwarded forward(const std::string& url,
                  const std::vector<std::pair<std::string, std::string>>& headers,
                  const std::string& body) {
  const std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)> easy(::curl_easy_init(),
                                                                   ::curl_easy_cleanup);
  if (!easy) throw std::bad_alloc();
  CURL* handle = easy.get();
  HeaderList list;
  append(list, "Content-Type: application/json; charset=utf-8");
  append(list, "Expect:");
  for (const auto& [name, value] : headers) append(list, name + ": " + value);
  Forwarded forwarded;
  ::curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  ::curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  ::curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  ::curl_easy_setopt(handle, CURLOPT_PROXY, "");
  ::curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, kTimeoutMs);
  ::curl_easy_setopt(handle, CURLOPT_USERAGENT, "pgctl/" PAY200_VERSION);
  ::curl_easy_setopt(handle, CURLOPT_POST, 1L);
  ::curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  ::curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data());
  ::curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list.get());
  ::curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &keep_beginning);
  ::curl_easy_setopt(handle, CURLOPT_WRITEDATA, &forwarded.answer);
  const CURLcode code = ::curl_easy_perform(handle);
  long status = 0;
  ::curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  forwarded.http_status = static_cast<int>(status);
  if (status != 0) {
    forwarded.outcome = outcome_of_status(forwarded.http_status);
  } else if (code == CURLE_OPERATION_TIMEDOUT) {
    forwarded.outcome = WebhookOutcome::kTimedOut;
  }
  return forwarded;
}

}  // namespace pay200::pgctl
