#include "dev/chaos/fault_proxy.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

#include "dev/loopback_listener.hpp"

namespace pay200::dev {
namespace {

using std::chrono::milliseconds;

constexpr int kBacklog = 512;
/// By when a change of its manners is seen, and how exact a delay is.
constexpr int kTickMs = 5;
constexpr std::size_t kMostWaiting = 256;  ///< chunks; past it, who sends has to wait
constexpr int kTypes = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_un unix_address(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string text = path.string();
  if (text.size() >= sizeof address.sun_path) throw std::runtime_error(text + " is too long");
  std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
  return address;
}

sockaddr_in tcp_address(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

void send_at_once(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // of a unix socket: no effect
}

}  // namespace

std::unique_ptr<FaultProxy> FaultProxy::to_port(int port) {
  auto made = listen_on_loopback("no port for a proxy");
  Address server;
  const sockaddr_in there = tcp_address(port);
  std::memcpy(&server.bytes, &there, sizeof there);
  server.size = sizeof there;
  return std::unique_ptr<FaultProxy>(new FaultProxy(std::move(made.socket), server, made.port));
}

std::unique_ptr<FaultProxy> FaultProxy::to_socket(const std::filesystem::path& listen,
                                                  const std::filesystem::path& server) {
  UniqueFd listener(::socket(AF_UNIX, kTypes, 0));
  const sockaddr_un own = unix_address(listen);
  const sockaddr_un there = unix_address(server);
  if (listener.get() < 0 ||
      ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0 ||
      ::listen(listener.get(), kBacklog) != 0) {
    fail(listen.string());
  }
  Address address;
  std::memcpy(&address.bytes, &there, sizeof there);
  address.size = sizeof there;
  return std::unique_ptr<FaultProxy>(new FaultProxy(std::move(listener), address, 0));
}

FaultProxy::FaultProxy(UniqueFd listener, Address server, int port)
    : listener_(std::move(listener)), server_(server), port_(port) {
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

FaultProxy::~FaultProxy() {
  thread_.request_stop();
  thread_.join();
}

void FaultProxy::cut(Cut how, bool from_server) {
  const std::lock_guard lock(mutex_);
  cut_armed_ = true;
  cut_how_ = how;
  cut_from_server_ = from_server;
}

void FaultProxy::forget_cut() {
  const std::lock_guard lock(mutex_);
  cut_armed_ = false;
}

void FaultProxy::be_silent(milliseconds lasts) {
  const std::lock_guard lock(mutex_);
  silent_until_ = Clock::now() + lasts;
}

void FaultProxy::be_late(milliseconds lasts, milliseconds by) {
  const std::lock_guard lock(mutex_);
  late_until_ = Clock::now() + lasts;
  late_by_ = by;
}

void FaultProxy::be_good() {
  const std::lock_guard lock(mutex_);
  cut_armed_ = false;
  silent_until_ = {};
  late_until_ = {};
}

bool FaultProxy::is_silent() {
  const std::lock_guard lock(mutex_);
  return Clock::now() < silent_until_;
}

void FaultProxy::serve(const std::stop_token& stop) {
  std::vector<pollfd> watched;
  while (!stop.stop_requested()) {
    const bool silent = is_silent();
    watched.assign(1, {.fd = listener_.get(), .events = POLLIN, .revents = 0});
    for (const auto& connection : connections_) {
      const auto watch = [&](int fd, const Way& from_it) {
        const bool reads = !silent && !from_it.ended && from_it.waiting.size() < kMostWaiting;
        watched.push_back({.fd = reads ? fd : -1, .events = POLLIN, .revents = 0});
      };
      watch(connection->client.get(), connection->to_server);
      watch(connection->server.get(), connection->to_client);
    }
    ::poll(watched.data(), watched.size(), kTickMs);
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      Connection& connection = *connections_[i];
      if (watched[1 + 2 * i].revents != 0) read_from(connection, false);
      if (watched[2 + 2 * i].revents != 0) read_from(connection, true);
      if (silent) continue;
      pass_on(connection, false);
      pass_on(connection, true);
    }
    std::erase_if(connections_, [](const auto& connection) { return connection->over; });
    accept_all();
  }
}

void FaultProxy::accept_all() {
  while (true) {
    auto connection = std::make_unique<Connection>();
    connection->client =
        UniqueFd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!connection->client) return;
    connection->server = UniqueFd(::socket(server_.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto* there = reinterpret_cast<const sockaddr*>(&server_.bytes);
    if (::connect(connection->server.get(), there, server_.size) != 0) continue;  // refused, too
    for (const int fd : {connection->client.get(), connection->server.get()}) send_at_once(fd);
    connections_.push_back(std::move(connection));
  }
}

void FaultProxy::read_from(Connection& connection, bool from_server) {
  Way& way = from_server ? connection.to_client : connection.to_server;
  std::array<char, 65'536> bytes{};
  const int fd = from_server ? connection.server.get() : connection.client.get();
  const ssize_t got = ::recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    way.ended = true;
    if (way.waiting.empty()) connection.over = true;
    return;
  }
  Chunk chunk{.due = Clock::now(),
              .bytes = std::string(bytes.data(), static_cast<std::size_t>(got))};
  const std::lock_guard lock(mutex_);
  if (chunk.due < late_until_) chunk.due += late_by_;
  if (cut_armed_ && cut_from_server_ == from_server) {
    cut_armed_ = false;
    ++cuts_;
    if (cut_how_ == Cut::kBefore) chunk.bytes.clear();
    if (cut_how_ == Cut::kWithin) chunk.bytes.resize((chunk.bytes.size() + 1) / 2);
    chunk.last = true;
  }
  way.waiting.push_back(std::move(chunk));
}

void FaultProxy::pass_on(Connection& connection, bool to_client) {
  Way& way = to_client ? connection.to_client : connection.to_server;
  const int fd = to_client ? connection.client.get() : connection.server.get();
  while (!connection.over && !way.waiting.empty() && way.waiting.front().due <= Clock::now()) {
    Chunk& chunk = way.waiting.front();
    if (!chunk.bytes.empty()) {
      const ssize_t put =
          ::send(fd, chunk.bytes.data(), chunk.bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (put < 0 && (errno == EAGAIN || errno == EINTR)) return;
      if (put < 0) {
        connection.over = true;
        return;
      }
      chunk.bytes.erase(0, static_cast<std::size_t>(put));
      if (!chunk.bytes.empty()) return;
    }
    if (chunk.last) connection.over = true;
    way.waiting.pop_front();
  }
  if (way.ended && way.waiting.empty()) connection.over = true;
}

}  // namespace pay200::dev
