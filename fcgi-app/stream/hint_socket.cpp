#include "fcgi-app/stream/hint_socket.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <utility>

#include "core/platform/log.hpp"

namespace pay200::stream {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

UniqueFd bind_in_place_of(const std::string& path) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) fail("socket");
  const std::string beside = path + "." + std::to_string(::getpid());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (beside.size() >= sizeof(address.sun_path)) {
    errno = ENAMETOOLONG;
    fail(beside);
  }
  beside.copy(address.sun_path, sizeof(address.sun_path) - 1);
  ::unlink(beside.c_str());  // of a process of the same number, long ago
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    fail(beside);
  }
  // Only our own roles send.
  if (::chmod(beside.c_str(), 0600) != 0) fail(beside);
  if (std::rename(beside.c_str(), path.c_str()) != 0) fail(path);
  return fd;
}

}  // namespace

HintSocket::HintSocket(const std::string& path, int ready_fd)
    : ready_fd_(ready_fd),
      socket_(bind_in_place_of(path)),
      stop_(::eventfd(0, EFD_CLOEXEC)),
      thread_([this] { work(); }) {}

HintSocket::~HintSocket() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(stop_.get(), &one, sizeof(one));
  thread_.join();
}

std::vector<ChangeHint> HintSocket::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(hints_, {});
}

void HintSocket::work() {
  std::array<pollfd, 2> watched = {pollfd{socket_.get(), POLLIN, 0},
                                   pollfd{stop_.get(), POLLIN, 0}};
  while (true) {
    ::poll(watched.data(), watched.size(), -1);
    if (watched[1].revents != 0) return;
    receive_all();
  }
}

void HintSocket::receive_all() {
  std::vector<ChangeHint> received;
  std::array<char, 256> buffer;
  ssize_t count = 0;
  while ((count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0)) >= 0) {
    const auto hint = change_hint_from({buffer.data(), static_cast<std::size_t>(count)});
    if (hint) received.push_back(*hint);
  }
  if (received.empty()) return;
  const std::lock_guard lock(mutex_);
  hints_.insert(hints_.end(), received.begin(), received.end());
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(ready_fd_, &one, sizeof(one));
}

}  // namespace pay200::stream
