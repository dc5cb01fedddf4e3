#include "core/acquirer/link_channel.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <exception>
#include <iterator>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>
#include <utility>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/log.hpp"

namespace pay200 {
namespace {

/// Requests are a few hundred bytes: a link that takes none for so long is stuck.
constexpr std::chrono::milliseconds kWriteTimeout{1000};
constexpr std::size_t kReadBuffer = 16384;

std::string error_text(int number) { return std::generic_category().message(number); }

struct Written {
  std::size_t bytes = 0;
  bool broken = false;  ///< the connection is gone; else it only takes nothing
};

Written write_some(int fd, std::string_view bytes) {
  Written written;
  while (written.bytes < bytes.size()) {
    const ssize_t count = ::send(fd, bytes.data() + written.bytes, bytes.size() - written.bytes,
                                 MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0) {
      written.bytes += static_cast<std::size_t>(count);
      continue;
    }
    if (errno == EINTR) continue;
    written.broken = errno != EAGAIN;
    if (written.broken) break;
    pollfd polled{fd, POLLOUT, 0};
    if (::poll(&polled, 1, static_cast<int>(kWriteTimeout.count())) <= 0) break;
  }
  return written;
}

UniqueFd connect_unix(const std::string& path, std::string& why) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    why = "the link's socket has too long a path";
    return {};
  }
  std::copy(path.begin(), path.end(), std::begin(address.sun_path));
  // Not blocking, so that a full queue of connections is an answer, not a wait.
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd ||
      ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    why = "the link cannot be reached: " + error_text(errno);
    return {};
  }
  return fd;
}

}  // namespace

class LinkChannel::Connection {
 public:
  explicit Connection(UniqueFd fd) : fd_(std::move(fd)), reader_([this] { read_all(); }) {}

  ~Connection() {
    ::shutdown(fd_.get(), SHUT_RDWR);
    reader_.join();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool lost() {
    const std::lock_guard lock(mutex_);
    return !why_lost_.empty();
  }

  Answer ask(std::uint64_t id, std::string_view frame, SteadyTime deadline) {
    auto waiting = std::make_shared<Waiting>();
    {
      const std::lock_guard lock(mutex_);
      if (!why_lost_.empty()) return {std::nullopt, false, why_lost_};
      pending_.emplace(id, waiting);
    }
    const Written written = write(frame);
    std::unique_lock lock(mutex_);
    if (written.bytes < frame.size()) {
      pending_.erase(id);
      // Half a frame cannot be taken back: what follows would be read as its rest. And of a link
      // that takes nothing, the next caller would only wait as long again.
      lose("the link stopped reading");
      return {std::nullopt, written.bytes > 0, "the link takes nothing"};
    }
    waiting->wake.wait_until(lock, deadline,
                             [&] { return waiting->reply.has_value() || !why_lost_.empty(); });
    pending_.erase(id);
    if (waiting->reply) return {std::move(waiting->reply), true, {}};
    return {std::nullopt, true, why_lost_.empty() ? "no answer from the link" : why_lost_};
  }

 private:
  struct Waiting {
    std::optional<link_protocol::Reply> reply;
    std::condition_variable wake;
  };

  Written write(std::string_view frame) {
    const std::lock_guard lock(write_mutex_);
    return write_some(fd_.get(), frame);
  }

  /// With mutex_ held. All who wait are told at once.
  void lose(const std::string& why) {
    if (!why_lost_.empty()) return;
    why_lost_ = why;
    ::shutdown(fd_.get(), SHUT_RDWR);
    for (auto& [id, waiting] : pending_) waiting->wake.notify_one();
  }

  void read_all() {
    link_protocol::FrameBuffer frames;
    std::array<char, kReadBuffer> buffer{};
    std::string why;
    while (why.empty()) {
      pollfd polled{fd_.get(), POLLIN, 0};
      if (::poll(&polled, 1, -1) < 0) continue;  // EINTR
      const ssize_t count = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
      if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (count < 0) {
        why = "the link's connection broke: " + error_text(errno);
      } else if (count == 0) {
        why = "the link has closed the connection";
      } else {
        frames.append({buffer.data(), static_cast<std::size_t>(count)});
        why = take_replies(frames);
      }
    }
    const std::lock_guard lock(mutex_);
    lose(why);
  }

  /// Empty while the link can be understood.
  std::string take_replies(link_protocol::FrameBuffer& frames) {
    bool understood = true;
    while (understood) {
      const auto body = frames.next();
      if (!body) break;
      auto reply = link_protocol::decode_reply(*body);
      understood = reply.has_value();
      if (reply) take_reply(std::move(*reply));
    }
    if (understood && !frames.failed()) return {};
    log::error("link_reply_undecodable");
    return "the link's answer does not decode";
  }

  void take_reply(link_protocol::Reply reply) {
    std::shared_ptr<Waiting> waiting;
    {
      const std::lock_guard lock(mutex_);
      const auto found = pending_.find(reply.id);
      if (found == pending_.end()) {
        log::warning("link_reply_too_late");
        return;
      }
      waiting = found->second;
      waiting->reply = std::move(reply);
    }
    waiting->wake.notify_one();  // not under the lock, which it would only wait for
  }

  UniqueFd fd_;
  std::mutex write_mutex_;
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Waiting>> pending_;
  std::string why_lost_;  ///< empty: it is up
  std::thread reader_;    ///< last: it uses all of the above
};

LinkChannel::Answer LinkChannel::ask(link_protocol::Request request, SteadyTime deadline) {
  request.id = ++last_id_;
  request.sender = log::request();
  std::string frame = link_protocol::encode(request);
  Answer answer;
  for (int tries = 0; tries < 2; ++tries) {
    const auto connection = connected(answer.why);
    if (!connection) break;
    answer = connection->ask(request.id, frame, deadline);
    if (answer.reply && std::holds_alternative<link_protocol::Leaving>(answer.reply->result)) {
      // Those who wait for an answer on it still get it.
      forget(connection);
      answer = {std::nullopt, false, "the link is being stopped"};
      continue;
    }
    if (answer.reply || answer.handed_over || !connection->lost()) break;
  }
  crypto::cleanse(frame);
  return answer;
}

void LinkChannel::forget(const std::shared_ptr<Connection>& connection) {
  const std::lock_guard lock(mutex_);
  if (connection_ == connection) connection_.reset();
}

/// The connection, made anew if it was lost; nullptr if that fails.
std::shared_ptr<LinkChannel::Connection> LinkChannel::connected(std::string& why) {
  const std::lock_guard lock(mutex_);
  if (connection_ && !connection_->lost()) return connection_;
  connection_.reset();
  UniqueFd fd = connect_unix(socket_path_, why);
  if (!fd) return nullptr;
  try {
    connection_ = std::make_shared<Connection>(std::move(fd));
  } catch (const std::exception& failed) {  // no thread to be had
    why = failed.what();
  }
  return connection_;
}

}  // namespace pay200
