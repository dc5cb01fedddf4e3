#include "tests/core/acquirer/iso8583/scripted_host.hpp"

#include <algorithm>
#include <array>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <utility>

#include "core/acquirer/iso8583/codec.hpp"
#include "core/acquirer/iso8583/framing.hpp"

namespace pay200::iso8583::test {

ScriptedHost::ScriptedHost(Script script, bool script_takes_network)
    : script_(std::move(script)),
      script_takes_network_(script_takes_network),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* bare = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_.get(), bare, size) != 0 || ::listen(listener_.get(), 16) != 0 ||
      ::getsockname(listener_.get(), bare, &size) != 0) {
    throw std::runtime_error("the scripted host cannot listen");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedHost::~ScriptedHost() {
  ::shutdown(listener_.get(), SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const auto& connection : connections_) ::shutdown(connection.get(), SHUT_RDWR);
  }
  for (auto& thread : threads_) thread.join();
}

int ScriptedHost::network_requests(const std::string& code) const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(std::count(network_codes_.begin(), network_codes_.end(), code));
}

void ScriptedHost::say(const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  for (const auto& connection : connections_) {
    ::send(connection.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
}

void ScriptedHost::accept_all() {
  for (;;) {
    UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) return;
    const std::lock_guard lock(mutex_);
    threads_.emplace_back([this, raw = fd.get()] { serve(raw); });
    connections_.push_back(std::move(fd));
    ++accepted_;
  }
}

void ScriptedHost::serve(int fd) {
  FrameReader frames;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (count <= 0) return;
    frames.append({buffer.data(), static_cast<std::size_t>(count)});
    while (const auto body = frames.next()) {
      const Message request = *decode(*body).message;
      std::vector<std::string> replies;
      if (request.mti == mti::kNetworkRequest) {
        const std::lock_guard lock(mutex_);
        network_codes_.emplace_back(request.get(70));
      }
      if (request.mti == mti::kNetworkRequest && !script_takes_network_) {
        replies = {framed(honest_reply(request, "00"))};
      } else {
        replies = script_(request);
      }
      for (const auto& bytes : replies) {
        if (bytes == "close") {
          ::shutdown(fd, SHUT_RDWR);
          return;
        }
        ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      }
    }
  }
}

Message honest_reply(const Message& request, const std::string& response_code) {
  Message reply;
  reply.mti = response_mti(request.mti);
  for (const int field : {3, 4, 7, 11, 12, 13, 32, 33, 37, 41, 42, 49, 67, 70, 90}) {
    if (request.has(field)) reply.set(field, std::string(request.get(field)));
  }
  reply.set(39, response_code);
  if (response_code == "00" && request.mti == mti::kFinancialRequest) reply.set(38, "A1B2C3");
  return reply;
}

std::string framed(const Message& message) { return frame(encode(message)); }

}  // namespace pay200::iso8583::test
