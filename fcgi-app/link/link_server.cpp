#include "fcgi-app/link/link_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <utility>

#include "core/platform/log.hpp"

namespace pay200::link {
namespace {

constexpr std::uint64_t kListener = 0;
constexpr std::uint64_t kUnsentReady = 1;
constexpr std::uint64_t kStop = 2;
constexpr std::uint64_t kFirstClient = 16;
constexpr std::size_t kReadBuffer = 16'384;
constexpr int kMostEvents = 64;
/// How long a client that takes nothing may hold up the end, once everything is answered.
constexpr std::chrono::milliseconds kLastWrites{2000};

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

struct LinkServer::Client {
  std::uint64_t id = 0;
  UniqueFd fd;
  link_protocol::FrameBuffer in;
  std::string out;  ///< under the server's lock, as the two below
  bool waits_to_write = false;
  bool ended = false;
};

LinkServer::LinkServer(int listen_fd, Handler handler, Limits limits)
    : listen_fd_(listen_fd),
      handler_(std::move(handler)),
      limits_(limits),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      unsent_ready_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      last_client_id_(kFirstClient) {
  if (!epoll_ || !unsent_ready_) fail("the link's server");
  watch(listen_fd_, kListener, EPOLLIN, EPOLL_CTL_ADD);
  watch(unsent_ready_.get(), kUnsentReady, EPOLLIN, EPOLL_CTL_ADD);
}

LinkServer::~LinkServer() = default;

void LinkServer::watch(int fd, std::uint64_t token, std::uint32_t events, int operation) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = token;
  if (::epoll_ctl(epoll_.get(), operation, fd, &event) != 0) fail("epoll_ctl");
}

void LinkServer::run(int stop_fd, const std::function<void()>& stopping) {
  watch(stop_fd, kStop, EPOLLIN, EPOLL_CTL_ADD);
  while (!stop_seen_ || unanswered() > 0) {
    wait_and_serve(-1);
    if (stop_asked_ && !stop_seen_) {
      {
        const std::lock_guard lock(mutex_);
        stop_seen_ = true;
      }
      ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, stop_fd, nullptr);
      ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listen_fd_, nullptr);
      stopping();
    }
  }
  close_all();
}

/// Nothing that a client has written may go unanswered: it would not know that nothing was sent.
void LinkServer::close_all() {
  // From here on a client's write fails, and it knows at once.
  closing_ = true;
  for (auto& [id, client] : clients_) ::shutdown(client->fd.get(), SHUT_RD);
  const auto end = std::chrono::steady_clock::now() + kLastWrites;
  while (!all_answered() && std::chrono::steady_clock::now() <= end) wait_and_serve(10);
  const std::lock_guard lock(mutex_);
  clients_.clear();
}

/// And the answers are in the clients' hands.
bool LinkServer::all_answered() {
  const std::lock_guard lock(mutex_);
  return unanswered_ == 0 && std::all_of(clients_.begin(), clients_.end(), [](const auto& entry) {
           return entry.second->ended && entry.second->out.empty();
         });
}

void LinkServer::wait_and_serve(int timeout_ms) {
  std::array<epoll_event, kMostEvents> events{};
  const int count = ::epoll_wait(epoll_.get(), events.data(), kMostEvents, timeout_ms);
  if (count < 0 && errno != EINTR) fail("epoll_wait");
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == kListener) {
      accept_all();
    } else if (event.data.u64 == kStop) {
      stop_asked_ = true;
    } else if (event.data.u64 == kUnsentReady) {
      send_rest();
    } else {
      serve(event.data.u64, event.events);
    }
  }
}

void LinkServer::serve(std::uint64_t client_id, std::uint32_t events) {
  const auto found = clients_.find(client_id);
  if (found == clients_.end()) return;  // dropped by an earlier event of this round
  Client& client = *found->second;
  const char* why = nullptr;
  if ((events & EPOLLOUT) != 0) {
    const std::lock_guard lock(mutex_);
    why = flush(client);
  }
  if (why == nullptr && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) why = read(client);
  if (why != nullptr) drop(client_id, why);
}

void LinkServer::accept_all() {
  for (;;) {
    UniqueFd fd(::accept4(listen_fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd) return;
    if (clients_.size() >= limits_.clients) {
      log::warning("link_client_refused", {{"why", "too many"}});
      continue;
    }
    auto client = std::make_unique<Client>();
    client->id = ++last_client_id_;
    client->fd = std::move(fd);
    watch(client->fd.get(), client->id, EPOLLIN, EPOLL_CTL_ADD);
    const std::lock_guard lock(mutex_);
    clients_.emplace(client->id, std::move(client));
  }
}

/// Why the client is to be dropped; nullptr if it is not.
const char* LinkServer::read(Client& client) {
  std::array<char, kReadBuffer> buffer{};
  const ssize_t count = ::recv(client.fd.get(), buffer.data(), buffer.size(), 0);
  if (count < 0) return errno == EAGAIN || errno == EINTR ? nullptr : "its connection broke";
  if (count == 0) {
    if (!closing_) return "it has gone";
    // By our own hand (close_all): its answers are still to be written.
    const std::lock_guard lock(mutex_);
    client.ended = true;
    watch(client.fd.get(), client.id, client.waits_to_write ? EPOLLOUT : 0U, EPOLL_CTL_MOD);
    return nullptr;
  }
  client.in.append({buffer.data(), static_cast<std::size_t>(count)});
  ::explicit_bzero(buffer.data(), static_cast<std::size_t>(count));  // perhaps a card number
  while (const auto body = client.in.next()) {
    auto request = link_protocol::decode_request(*body);
    if (!request) return "it does not speak the protocol";
    handle(client.id, std::move(*request));
  }
  return client.in.failed() ? "it does not speak the protocol" : nullptr;
}

void LinkServer::handle(std::uint64_t client_id, link_protocol::Request request) {
  {
    const std::lock_guard lock(mutex_);
    ++unanswered_;
  }
  handler_(std::move(request), [this, client_id](const link_protocol::Reply& reply) {
    const std::string frame = link_protocol::encode(reply);
    const std::lock_guard lock(mutex_);
    --unanswered_;
    const bool sent = send_at_once(client_id, frame);
    if (!sent) unsent_.push_back(client_id);
    // Under the lock: once everything is answered the server may be gone.
    if (!sent || stop_seen_) ::eventfd_write(unsent_ready_.get(), 1);
  });
}

/// With the lock held, by whoever answers: to wake the server's thread for it would take longer.
/// False if that has to go on with it.
bool LinkServer::send_at_once(std::uint64_t client_id, const std::string& frame) {
  const auto found = clients_.find(client_id);
  if (found == clients_.end()) return true;  // it has gone: whoever waits for it knows
  Client& client = *found->second;
  client.out += frame;
  return write_some(client) && client.out.empty();
}

/// With the lock held. False if its connection broke.
bool LinkServer::write_some(Client& client) {
  while (!client.out.empty()) {
    const ssize_t count =
        ::send(client.fd.get(), client.out.data(), client.out.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      client.out.erase(0, static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      return errno == EAGAIN;
    }
  }
  return true;
}

void LinkServer::send_rest() {
  eventfd_t count = 0;
  ::eventfd_read(unsent_ready_.get(), &count);
  std::vector<std::uint64_t> unsent;
  {
    const std::lock_guard lock(mutex_);
    unsent.swap(unsent_);
  }
  for (const std::uint64_t client_id : unsent) {
    const auto found = clients_.find(client_id);
    if (found == clients_.end()) continue;
    const char* why = nullptr;
    {
      const std::lock_guard lock(mutex_);
      why = flush(*found->second);
    }
    if (why != nullptr) drop(client_id, why);
  }
}

/// With the lock held. Why the client is to be dropped; nullptr if it is not.
const char* LinkServer::flush(Client& client) {
  if (!write_some(client)) return "its connection broke";
  if (client.out.size() > limits_.unsent_bytes) return "it does not take its answers";
  const bool waits = !client.out.empty();
  if (waits != client.waits_to_write) {
    client.waits_to_write = waits;
    const std::uint32_t reads = client.ended ? 0U : EPOLLIN;
    watch(client.fd.get(), client.id, waits ? reads | EPOLLOUT : reads, EPOLL_CTL_MOD);
  }
  return nullptr;
}

void LinkServer::drop(std::uint64_t client_id, const char* why) {
  log::info("link_client_dropped", {{"why", why}});
  const std::lock_guard lock(mutex_);
  clients_.erase(client_id);
}

std::size_t LinkServer::unanswered() {
  const std::lock_guard lock(mutex_);
  return unanswered_;
}

}  // namespace pay200::link
