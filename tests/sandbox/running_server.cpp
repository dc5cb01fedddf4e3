#include "tests/sandbox/running_server.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sandbox/journal_reader.hpp"

namespace pay200::sandbox::test {

nlohmann::json ask_control(const std::filesystem::path& socket, const std::string& line) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::ranges::copy(socket.string(), std::begin(address.sun_path));
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::string answer;
  const std::string request = line + '\n';
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
    std::array<char, 4096> buffer{};
    while (!answer.ends_with('\n')) {
      const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
      if (count <= 0) break;
      answer.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
  ::close(fd);
  if (answer.empty()) throw std::runtime_error("no answer from " + socket.string());
  return nlohmann::json::parse(answer);
}

RunningServer::RunningServer(const std::filesystem::path& directory, int reply_delay_ms)
    : directory_(directory) {
  ServerOptions options;
  options.journal_path = journal_path();
  options.control_path = (directory_ / "control").string();
  options.reply_delay_ms = reply_delay_ms;
  server_ = std::make_unique<Server>(options);
  thread_ = std::thread([this] { server_->run(); });
}

RunningServer::~RunningServer() {
  server_->stop();
  thread_.join();
}

std::vector<JournalRecord> RunningServer::records() const { return read_journal(journal_path()); }

nlohmann::json RunningServer::control(const nlohmann::json& request) const {
  return ask_control(directory_ / "control", request.dump());
}

void RunningServer::arm(const nlohmann::json& fault) const {
  nlohmann::json request = fault;
  request["op"] = "fault";
  const nlohmann::json answer = control(request);
  if (answer.at("ok") != true) throw std::runtime_error(answer.dump());
}

}  // namespace pay200::sandbox::test
