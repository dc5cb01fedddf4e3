#pragma once
// The other end of the sandbox's connection, for tests: one blocking TCP connection, and the
// requests that a gateway makes.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/acquirer/iso8583/framing.hpp"
#include "core/acquirer/iso8583/message.hpp"

namespace pay200::sandbox::test {

inline constexpr std::chrono::milliseconds kPatience{10'000};

class GatewayClient {
 public:
  /// Throws std::system_error if refused.
  explicit GatewayClient(std::uint16_t port);
  ~GatewayClient();
  GatewayClient(const GatewayClient&) = delete;
  GatewayClient& operator=(const GatewayClient&) = delete;

  void send(const iso8583::Message& message);
  void send_raw(std::string_view bytes);
  /// The next message; nullopt after `patience`, or at the connection's end. Throws
  /// std::runtime_error on what does not decode.
  std::optional<iso8583::Message> receive(std::chrono::milliseconds patience = kPatience);
  /// send() and receive(); throws std::runtime_error if nothing comes.
  iso8583::Message ask(const iso8583::Message& message);
  /// Waits until the other end has closed; false after kPatience. Drops what comes before.
  bool closed_by_peer();
  /// Bytes of a frame came, and not all of them.
  bool mid_frame() const { return in_.mid_frame(); }

 private:
  /// Empty after `patience` or at the end.
  std::string read_some(std::chrono::milliseconds patience);

  int fd_ = -1;
  bool ended_ = false;
  iso8583::FrameReader in_;
};

struct Purchase {
  std::string card = "4242424242424242";
  std::int64_t amount_minor = 12'300;
  int stan = 1;
  std::string time = "1122070503";
  std::string terminal = "TERM01";
  std::string merchant = "SHOP0000001";
  std::string expiry = "4912";
};

iso8583::Message purchase(const Purchase& of);
iso8583::Message verification(const Purchase& of, std::string_view cvc);
/// 0200 with processing code 200000, about `of`.
iso8583::Message refund(const Purchase& of, std::int64_t amount_minor, int stan);
/// 0600, after a 0200.
iso8583::Message inquiry(const iso8583::Message& inquired, int stan);
/// 0400, 0401, 0420 or 0421 about `of`.
iso8583::Message give_back(std::string_view mti, const Purchase& of, int stan);
/// 0800 with field 70.
iso8583::Message network(std::string_view code, int stan);

}  // namespace pay200::sandbox::test
