#include "core/webhook/webhook_transfer.hpp"

#include <algorithm>
#include <netinet/in.h>
#include <new>
#include <string_view>
#include <sys/socket.h>
#include <utility>

#include "core/webhook/address_guard.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kKeptAnswer = 1'024;
/// Then nobody reads on: the status has said all.
constexpr std::size_t kMostAnswer = 16'384;
constexpr long kConnectTimeoutMs = 10'000;

std::string_view bytes_of(const curl_sockaddr& address) {
  if (address.family == AF_INET && address.addrlen >= sizeof(sockaddr_in)) {
    const auto& in = reinterpret_cast<const sockaddr_in&>(address.addr);
    return {reinterpret_cast<const char*>(&in.sin_addr), sizeof in.sin_addr};
  }
  if (address.family == AF_INET6 && address.addrlen >= sizeof(sockaddr_in6)) {
    const auto& in = reinterpret_cast<const sockaddr_in6&>(address.addr);
    return {reinterpret_cast<const char*>(&in.sin6_addr), sizeof in.sin6_addr};
  }
  return {};  // of no family that a webhook is for
}

bool is_tls_failure(CURLcode code) {
  return code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION ||
         code == CURLE_SSL_CERTPROBLEM || code == CURLE_SSL_CIPHER ||
         code == CURLE_SSL_ISSUER_ERROR || code == CURLE_SSL_INVALIDCERTSTATUS ||
         code == CURLE_SSL_CACERT_BADFILE;
}

bool is_blank(char c) { return c == '\r' || c == '\n' || c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool begins_with_name(std::string_view line, std::string_view lower_name) {
  if (line.size() <= lower_name.size()) return false;
  return std::equal(lower_name.begin(), lower_name.end(), line.begin(), [](char name, char c) {
    return name == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  });
}

}  // namespace

WebhookTransfer::WebhookTransfer(OutgoingWebhook webhook, const WebhookTransferOptions& options,
                                 Time now)
    : webhook_(std::move(webhook)),
      attempt_id_(WebhookAttemptId::make(now)),
      started_at_(now),
      allow_loopback_(options.allow_loopback),
      anywhere_(options.anywhere),
      handle_(::curl_easy_init()) {
  if (!handle_) throw std::bad_alloc();
  http_ = begins_with_name(webhook_.url, "http:");
  add_header("Content-Type: application/json; charset=utf-8");
  add_header("Accept: */*");
  // libcurl asks "Expect: 100-continue" before a longer body, and waits a second for it.
  add_header("Expect:");
  for (const auto& [name, value] : webhook_.headers(now)) add_header(name + ": " + value);
  set_up(options);
}

WebhookTransfer::~WebhookTransfer() = default;

void WebhookTransfer::add_header(const std::string& line) {
  curl_slist* longer = ::curl_slist_append(headers_.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(headers_.release());
  headers_.reset(longer);
}

void WebhookTransfer::set_up(const WebhookTransferOptions& options) {
  CURL* handle = handle_.get();
  ::curl_easy_setopt(handle, CURLOPT_URL, webhook_.url.c_str());
  ::curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR,
                     allow_loopback_ || anywhere_ ? "https,http" : "https");
  ::curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  ::curl_easy_setopt(handle, CURLOPT_PROXY, "");  // not the environment's either
  ::curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  ::curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  ::curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  ::curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
  ::curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                     std::min(kConnectTimeoutMs, static_cast<long>(options.timeout.count())));
  // Or a name whose servers do not answer would, once it has timed out, hold up everybody until the
  // resolver gives it up: curl joins its thread.
  ::curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
  ::curl_easy_setopt(handle, CURLOPT_USERAGENT, "pay200-webhook/" PAY200_VERSION);
  if (!options.ca_file.empty()) {
    ::curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca_file.c_str());
  }
  ::curl_easy_setopt(handle, CURLOPT_POST, 1L);
  ::curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(webhook_.body.size()));
  ::curl_easy_setopt(handle, CURLOPT_POSTFIELDS, webhook_.body.data());
  ::curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers_.get());
  ::curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &WebhookTransfer::open_socket);
  ::curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, this);
  ::curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &WebhookTransfer::on_answer);
  ::curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
  ::curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &WebhookTransfer::on_header);
  ::curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
}

curl_socket_t WebhookTransfer::open_socket(void* self, curlsocktype /*purpose*/,
                                           curl_sockaddr* address) {
  auto& transfer = *static_cast<WebhookTransfer*>(self);
  const AddressKind kind = address_kind(bytes_of(*address));
  const bool allowed = kind == AddressKind::kLoopback
                           ? transfer.allow_loopback_
                           : kind == AddressKind::kOutside && !transfer.http_;
  if (!allowed && !transfer.anywhere_) {
    transfer.address_refused_ = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t WebhookTransfer::on_answer(char* bytes, std::size_t size, std::size_t count,
                                       void* self) {
  auto& transfer = *static_cast<WebhookTransfer*>(self);
  const std::size_t got = size * count;
  const std::size_t room = kKeptAnswer - transfer.answer_.size();
  transfer.answer_.append(bytes, std::min(room, got));
  transfer.answer_size_ += got;
  return transfer.answer_size_ <= kMostAnswer ? got : 0;
}

std::size_t WebhookTransfer::on_header(char* bytes, std::size_t size, std::size_t count,
                                       void* self) {
  constexpr std::string_view kName = "retry-after:";
  const std::string_view line(bytes, size * count);
  if (begins_with_name(line, kName)) {
    static_cast<WebhookTransfer*>(self)->retry_after_ = trimmed(line.substr(kName.size()));
  }
  return size * count;
}

// The status is the answer: once it is there, whatever becomes of the rest changes nothing. So an
// endless body or one that drips is a delivery all the same, and only holds its slot for a while.
WebhookOutcome WebhookTransfer::outcome_of(CURLcode code, int http_status) const {
  constexpr int kFinal = 200;
  if (http_status >= kFinal) return outcome_of_status(http_status);
  if (address_refused_) return WebhookOutcome::kAddressRefused;
  if (code == CURLE_OPERATION_TIMEDOUT) return WebhookOutcome::kTimedOut;
  if (is_tls_failure(code)) return WebhookOutcome::kTlsFailed;
  const bool connected = code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
                         code == CURLE_GOT_NOTHING || code == CURLE_PARTIAL_FILE ||
                         code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_OK ||
                         code == CURLE_UNSUPPORTED_PROTOCOL;
  return connected ? WebhookOutcome::kCut : WebhookOutcome::kNotConnected;
}

WebhookResult WebhookTransfer::result(CURLcode code, Time now) const {
  long status = 0;
  ::curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  WebhookResult result;
  result.attempt_id = attempt_id_;
  result.outcome = outcome_of(code, static_cast<int>(status));
  if (status != 0) result.http_status = static_cast<int>(status);
  result.retry_after = retry_after_from(retry_after_, now);
  result.answer = answer_;
  result.started_at = started_at_;
  result.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::max(now - started_at_, std::chrono::microseconds(0)));
  return result;
}

}  // namespace pay200
