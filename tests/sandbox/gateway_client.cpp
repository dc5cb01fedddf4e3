#include "tests/sandbox/gateway_client.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "core/acquirer/iso8583/codec.hpp"
#include "core/acquirer/iso8583/original_data.hpp"
#include "core/acquirer/iso8583/private_data.hpp"

namespace pay200::sandbox::test {
namespace {

using std::chrono::steady_clock;

iso8583::Message card_request(std::string_view mti, const Purchase& of, int stan) {
  iso8583::Message message;
  message.mti = mti;
  message.set(2, of.card);
  message.set(3, "000000");
  message.set_number(4, of.amount_minor);
  message.set(7, of.time);
  message.set_number(11, stan);
  message.set(12, "160503");
  message.set(13, "1122");
  message.set(32, "12345");
  message.set(37, "632607" + std::to_string(1'000'000 + stan).substr(1));
  message.set_padded(41, of.terminal);
  message.set_padded(42, of.merchant);
  message.set(49, "410");
  return message;
}

void add_original(iso8583::Message& message, const Purchase& of) {
  const std::string stan = std::to_string(1'000'000 + of.stan).substr(1);
  message.set(90, iso8583::to_field_90({"0200", stan, of.time, "12345", "0"}));
}

}  // namespace

GatewayClient::GatewayClient(std::uint16_t port)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int reason = errno;
    ::close(fd_);
    throw std::system_error(reason, std::generic_category(), "connect");
  }
}

GatewayClient::~GatewayClient() { ::close(fd_); }

void GatewayClient::send(const iso8583::Message& message) {
  send_raw(iso8583::frame(iso8583::encode(message)));
}

void GatewayClient::send_raw(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) throw std::system_error(errno, std::generic_category(), "send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string GatewayClient::read_some(std::chrono::milliseconds patience) {
  pollfd readable{fd_, POLLIN, 0};
  const int wait_ms = static_cast<int>(std::max(patience, std::chrono::milliseconds{0}).count());
  if (ended_ || ::poll(&readable, 1, wait_ms) <= 0) return {};
  std::array<char, 65'536> buffer{};
  const ssize_t count = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (count <= 0) {
    ended_ = true;
    return {};
  }
  return {buffer.data(), static_cast<std::size_t>(count)};
}

std::optional<iso8583::Message> GatewayClient::receive(std::chrono::milliseconds patience) {
  const auto until = steady_clock::now() + patience;
  for (;;) {
    if (const auto body = in_.next()) {
      iso8583::Decoded decoded = iso8583::decode(*body);
      if (!decoded) throw std::runtime_error(decoded.error.text());
      return std::move(decoded.message);
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now());
    const std::string bytes = read_some(left);
    if (bytes.empty()) return std::nullopt;
    in_.append(bytes);
  }
}

iso8583::Message GatewayClient::ask(const iso8583::Message& message) {
  send(message);
  auto reply = receive();
  if (!reply) throw std::runtime_error("no reply");
  return std::move(*reply);
}

bool GatewayClient::closed_by_peer() {
  const auto until = steady_clock::now() + kPatience;
  while (!ended_ && steady_clock::now() < until) {
    in_.append(read_some(std::chrono::milliseconds{100}));
  }
  return ended_;
}

iso8583::Message purchase(const Purchase& of) {
  iso8583::Message message = card_request("0200", of, of.stan);
  message.set(14, of.expiry);
  message.set(18, "5399");
  message.set(22, "812");
  return message;
}

iso8583::Message verification(const Purchase& of, std::string_view cvc) {
  iso8583::Message message = purchase(of);
  message.mti = "0100";
  message.set_number(4, 0);
  message.set(48, iso8583::to_field_48({{std::string{iso8583::kCvcTag}, std::string{cvc}}}));
  return message;
}

iso8583::Message refund(const Purchase& of, std::int64_t amount_minor, int stan) {
  iso8583::Message message = card_request("0200", of, stan);
  message.set(3, "200000");
  message.set_number(4, amount_minor);
  message.set(18, "5399");
  message.set(22, "812");
  add_original(message, of);
  return message;
}

iso8583::Message inquiry(const iso8583::Message& inquired, int stan) {
  iso8583::Message message = inquired;
  message.mti = "0600";
  for (const int field : {2, 14, 18, 22, 48}) message.fields.erase(field);
  message.set_number(11, stan);
  message.set(90, iso8583::to_field_90({"0200", std::string{inquired.get(11)},
                                        std::string{inquired.get(7)}, "12345", "0"}));
  return message;
}

iso8583::Message give_back(std::string_view mti, const Purchase& of, int stan) {
  iso8583::Message message = card_request(mti, of, stan);
  add_original(message, of);
  return message;
}

iso8583::Message network(std::string_view code, int stan) {
  iso8583::Message message;
  message.mti = "0800";
  message.set(7, "1122070503");
  message.set_number(11, stan);
  message.set_padded(41, "TERM01");
  message.set(70, std::string{code});
  return message;
}

}  // namespace pay200::sandbox::test
