#include "pgctl/sandbox_control.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr timeval kPatience{30, 0};

Failure cannot(const std::string& socket, const std::string& why) {
  return {ExitStatus::kFailed, "the sandbox does not answer at " + socket + ": " + why +
                                   "\nIs it running (`pgctl sandbox start`), is that its socket "
                                   "(--control), and may you use it (sudo)?"};
}

class Connection {
 public:
  explicit Connection(const std::string& path)
      : path_(path), fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) broken("the path is too long");
    std::ranges::copy(path, std::begin(address.sun_path));
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    const auto* bare =
        reinterpret_cast<const sockaddr*>(&address);  // NOLINT: the sockets API's way
    if (fd_ < 0 || ::connect(fd_, bare, sizeof address) != 0) broken(std::strerror(errno));
  }
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::string ask(const std::string& line) {
    if (::send(fd_, line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size())) {
      broken(std::strerror(errno));
    }
    std::string answer;
    std::array<char, 4096> buffer{};
    while (answer.empty() || answer.back() != '\n') {
      const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
      if (got == 0) broken("it has closed the connection");
      if (got < 0) broken(std::strerror(errno));
      answer.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return answer;
  }

 private:
  /// Also from the constructor, whose destructor is then not called.
  [[noreturn]] void broken(const std::string& why) {
    close();
    throw cannot(path_, why);
  }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

  std::string path_;
  int fd_;
};

}  // namespace

Json ask_sandbox(const std::string& socket, const Json& question) {
  Connection connection(socket);
  Json answer = Json::parse(connection.ask(question.dump() + "\n"), nullptr, false);
  if (!answer.is_object()) throw cannot(socket, "what listens there is no sandbox");
  if (!answer.value("ok", false)) {
    throw Failure(ExitStatus::kUsage,
                  "the sandbox refuses: " + answer.value("error", std::string()));
  }
  return answer;
}

}  // namespace pay200::pgctl
