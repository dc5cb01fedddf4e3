#include "dev/bench/null_responder.hpp"

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

#include "core/platform/unique_fd.hpp"
#include "dev/private_file.hpp"

namespace pay200::dev {
namespace {

constexpr std::size_t kHeader = 8;
constexpr std::uint8_t kVersion = 1, kEndRequest = 3, kStdin = 5, kStdout = 6;
constexpr int kBacklog = 1'024;
constexpr std::size_t kMostContent = 65'528;

void add_record(std::string& out, std::uint8_t type, std::string_view content) {
  const auto size = static_cast<std::uint16_t>(content.size());
  const std::array<char, kHeader> header = {
      static_cast<char>(kVersion),  static_cast<char>(type),        0, 1,
      static_cast<char>(size >> 8), static_cast<char>(size & 0xff), 0, 0};
  out.append(header.data(), header.size()).append(content);
}

/// What every request is answered: of id 1, as nginx numbers them.
std::string whole_answer(const std::string& body) {
  if (body.size() > kMostContent / 2) throw std::runtime_error("too long an answer");
  std::string out;
  add_record(out, kStdout,
             "Status: 200\r\nContent-Type: application/json\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body);
  add_record(out, kStdout, {});
  add_record(out, kEndRequest, std::string(8, '\0'));
  return out;
}

/// Whether the end of the request's standard input is among these bytes, record by record.
bool is_whole(std::string_view received) {
  while (received.size() >= kHeader) {
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(received[at]); };
    const std::size_t content = static_cast<std::size_t>(byte(4)) << 8 | byte(5);
    if (byte(1) == kStdin && content == 0) return true;
    const std::size_t size = kHeader + content + byte(6);
    if (received.size() < size) return false;
    received.remove_prefix(size);
  }
  return false;
}

void serve(int listener, const std::string& answer) {
  std::string received;
  std::array<char, 16'384> bytes;
  while (true) {
    const UniqueFd fd(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) continue;
    received.clear();
    while (!is_whole(received)) {
      const ssize_t got = ::recv(fd.get(), bytes.data(), bytes.size(), 0);
      if (got <= 0) break;
      received.append(bytes.data(), static_cast<std::size_t>(got));
    }
    ::send(fd.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
  }
}

UniqueFd listen_at(const std::string& path) {
  ::unlink(path.c_str());
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) throw std::system_error(errno, std::generic_category(), "socket");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error(path + ": too long a path");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(fd.get(), kBacklog) != 0) {
    throw std::system_error(errno, std::generic_category(), path);
  }
  return fd;
}

[[noreturn]] void serve_with_threads(int listener, int threads, const std::string& answer) {
  std::vector<std::thread> serving;
  for (int i = 1; i < threads; ++i) serving.emplace_back([&] { serve(listener, answer); });
  serve(listener, answer);
  std::abort();
}

}  // namespace

int run_null_responder(const NullResponderOptions& options) {
  try {
    const std::string answer = whole_answer(read_file(options.answer));
    const UniqueFd listener = listen_at(options.socket);
    for (int i = 0; i < options.processes; ++i) {
      const pid_t child = ::fork();
      if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
      if (child > 0) continue;
      ::prctl(PR_SET_PDEATHSIG, SIGTERM);
      serve_with_threads(listener.get(), options.threads, answer);
    }
    while (::wait(nullptr) > 0) {
    }
    return 1;  // they end only with this process
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "null-responder: %s\n", broken.what());
    return 1;
  }
}

}  // namespace pay200::dev
