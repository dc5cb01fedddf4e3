#include "pgctl/doctor/reach.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <curl/curl.h>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "core/platform/unique_fd.hpp"

namespace pay200::pgctl {
namespace {

constexpr int kPatienceMs = 3'000;
constexpr std::size_t kMostBody = 4'096;

/// What connecting came to, after waiting for it.
std::string connected(int fd, const sockaddr* address, socklen_t size) {
  if (::connect(fd, address, size) == 0) return {};
  if (errno != EINPROGRESS && errno != EAGAIN) return std::strerror(errno);
  pollfd wait{fd, POLLOUT, 0};
  if (::poll(&wait, 1, kPatienceMs) != 1) return "no answer";
  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  return error == 0 ? std::string() : std::strerror(error);
}

std::size_t keep_beginning(const char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  const std::size_t room = kMostBody - std::min(kMostBody, body.size());
  body.append(bytes, std::min(room, size * count));
  return size * count;
}

std::string unreachable_path(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return "the path is too long for a socket";
  std::memcpy(address.sun_path, path.c_str(), path.size());
  const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return std::strerror(errno);
  return connected(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

}  // namespace

std::string unreachable_socket(const std::string& socket) {
  const auto colon = socket.rfind(':');
  if (socket.starts_with('/') || colon == std::string::npos) return unreachable_path(socket);
  std::string host = socket.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return unreachable_host(host, std::stoi(socket.substr(colon + 1)));
}

std::string unreachable_host(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (failed != 0) return ::gai_strerror(failed);
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, ::freeaddrinfo);
  std::string why;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    const UniqueFd fd(
        ::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, one->ai_protocol));
    if (!fd) continue;
    why = connected(fd.get(), one->ai_addr, one->ai_addrlen);
    if (why.empty()) return {};
  }
  return why.empty() ? "no address" : why;
}

HttpAnswer get_url(const std::string& url) {
  HttpAnswer answer;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 curl_easy_cleanup);
  if (!curl) return {0, "no HTTP client", {}};
  std::array<char, CURL_ERROR_SIZE> error{};
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, error.data());
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, long{kPatienceMs});
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, keep_beginning);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) {
    answer.why = error[0] != '\0' ? error.data() : curl_easy_strerror(code);
    return answer;
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace pay200::pgctl
