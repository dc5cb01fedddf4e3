#include "dev/sandbox_control.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace pay200::dev {
namespace {

class Connection {
 public:
  explicit Connection(const std::string& path)
      : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error(path + ": too long");
    std::memcpy(address.sun_path, path.data(), path.size());
    const timeval patience{5, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (fd_ < 0 ||
        ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      const std::string why = std::strerror(errno);
      close();
      throw std::runtime_error("sandbox " + path + ": " + why);
    }
  }
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::string ask(const std::string& line) {
    if (::send(fd_, line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size())) {
      throw std::runtime_error(std::string("sandbox: ") + std::strerror(errno));
    }
    std::string answer;
    std::array<char, 4096> buffer{};
    while (answer.empty() || answer.back() != '\n') {
      const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
      if (got <= 0) throw std::runtime_error("sandbox: no answer on its control socket");
      answer.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return answer;
  }

 private:
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

  int fd_;
};

}  // namespace

void SandboxControl::arm(const FaultOrder& fault) const {
  nlohmann::json match = nlohmann::json::object();
  if (fault.mti) match["mti"] = *fault.mti;
  if (fault.card_last_four) match["card_last4"] = *fault.card_last_four;
  if (fault.amount_minor) match["amount"] = *fault.amount_minor;
  nlohmann::json order = {{"op", "fault"},
                          {"kind", fault.kind},
                          {"match", match},
                          {"count", fault.count},
                          {"delay_ms", fault.delay_ms}};
  if (!fault.code.empty()) order["code"] = fault.code;
  ask(order);
}

void SandboxControl::clear() const { ask({{"op", "clear"}}); }

void SandboxControl::set_reply_delay_ms(int delay_ms) const {
  ask({{"op", "delay"}, {"ms", delay_ms}});
}

nlohmann::json SandboxControl::status() const { return ask({{"op", "status"}}); }

nlohmann::json SandboxControl::ask(const nlohmann::json& question) const {
  Connection connection(socket_.string());
  auto answer = nlohmann::json::parse(connection.ask(question.dump() + "\n"));
  if (!answer.value("ok", false)) {
    throw std::runtime_error("sandbox: " + answer.value("error", std::string("refused")));
  }
  return answer;
}

}  // namespace pay200::dev
