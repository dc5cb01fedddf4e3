#include "core/acquirer/iso8583/connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <utility>

#include "core/acquirer/iso8583/codec.hpp"
#include "core/acquirer/iso8583/framing.hpp"
#include "core/acquirer/iso8583/request_messages.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/log.hpp"

namespace pay200::iso8583 {
namespace {

constexpr std::string_view kSignOn = "001";
constexpr std::string_view kSignOff = "002";
constexpr std::string_view kEcho = "301";
constexpr std::string_view kAccepted = "00";
constexpr int kMostStan = 999'999;
constexpr std::size_t kMostInBatch = 64;
constexpr std::size_t kReadBuffer = 16384;

std::string error_text(int number) { return std::generic_category().message(number); }

/// False once the connection takes no more: errno says why.
bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

Connection::Connection(ConnectionOptions options, Handler& handler)
    : options_(std::move(options)),
      handler_(handler),
      stop_event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      random_(std::random_device{}()) {
  if (!stop_event_) throw std::system_error(errno, std::generic_category(), "eventfd");
  thread_ = std::thread([this] { run(); });
}

Connection::~Connection() { close(); }

bool Connection::enqueue(Ticket ticket, std::string& frame) {
  {
    const std::lock_guard lock(mutex_);
    if (!ready_.load() || failed_ || stopping_) return false;
    queue_.push_back({ticket, std::move(frame)});
  }
  wake_.notify_one();  // not under the lock, which the writer would only wait for
  return true;
}

void Connection::close() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  ::eventfd_write(stop_event_.get(), 1);
  if (thread_.joinable()) thread_.join();
}

void Connection::run() {
  for (;;) {
    Connected connected = connect_tcp(options_.tcp, stop_event_.get());
    const std::string why =
        connected.socket ? serve(connected.socket.get()) : std::move(connected.why);
    connected.socket.reset();
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    ++failures_;
    // A host that is down for an hour is one line now and then, not thousands.
    if (failures_ <= 3 || failures_ % 20 == 0) {
      log::warning(
          "acquirer_connection_down",
          {{"connection", options_.name}, {"why", why}, {"failures", std::to_string(failures_)}});
    }
    wait_backoff();
  }
}

std::string Connection::serve(int socket) {
  {
    const std::lock_guard lock(mutex_);
    failed_ = false;
    why_failed_.clear();
    awaited_.reset();
  }
  std::thread reader([this, socket] { read_until_failure(socket); });
  next_echo_ = std::chrono::steady_clock::now() + options_.echo_interval;
  ask_network(kSignOn);
  write_until_failure(socket);
  take_down(socket, reader);
  const std::lock_guard lock(mutex_);
  return why_failed_;
}

void Connection::write_until_failure(int socket) {
  std::unique_lock lock(mutex_);
  while (!failed_ && !stopping_) {
    if (queue_.empty()) {
      tend_network(lock);
      continue;
    }
    std::deque<Outgoing> batch;
    while (!queue_.empty() && batch.size() < kMostInBatch) {
      batch.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    lock.unlock();
    const bool written = write_batch(socket, batch);
    const int number = errno;
    lock.lock();
    if (!written) fail_locked(error_text(number));
  }
}

bool Connection::write_batch(int socket, std::deque<Outgoing>& batch) {
  std::size_t size = 0;
  for (const auto& outgoing : batch) size += outgoing.frame.size();
  std::string bytes;
  bytes.reserve(size);  // so that nothing of a card is left behind where it grew
  for (auto& outgoing : batch) {
    const bool ours = outgoing.ticket == 0;
    if (ours || handler_.begin_write(outgoing.ticket)) bytes += outgoing.frame;
    crypto::cleanse(outgoing.frame);
  }
  const bool sent = send_all(socket, bytes);
  const int number = errno;
  crypto::cleanse(bytes);
  errno = number;
  return sent;
}

/// Signs on, echoes, and notices an 0810 that does not come; else waits for something to do.
void Connection::tend_network(std::unique_lock<std::mutex>& lock) {
  const SteadyTime now = std::chrono::steady_clock::now();
  if (awaited_ && awaited_->response_code) {
    const std::string code = *awaited_->response_code;
    const bool was_sign_on = awaited_->request.get(70) == kSignOn;
    awaited_.reset();
    if (code != kAccepted) {
      log::error("acquirer_network_refused",
                 {{"connection", options_.name}, {"response_code", code}});
      fail_locked("refused with " + code);
    } else if (was_sign_on) {
      failures_ = 0;
      ready_.store(true);
      log::info("acquirer_signed_on", {{"connection", options_.name}});
    }
    return;
  }
  if (awaited_ && now >= awaited_->deadline) {
    fail_locked("no answer to 0800/" + std::string(awaited_->request.get(70)));
    return;
  }
  if (!awaited_ && now >= next_echo_) {
    next_echo_ = now + options_.echo_interval;
    lock.unlock();
    ask_network(kEcho);
    lock.lock();
    return;
  }
  wake_.wait_until(lock, awaited_ ? awaited_->deadline : next_echo_);
}

void Connection::ask_network(std::string_view code) {
  network_stan_ = network_stan_ % kMostStan + 1;
  Awaited awaited{network_request(code, network_stan_, system_clock().now(), options_.terminal_id,
                                  options_.institution_id),
                  std::chrono::steady_clock::now() + options_.network_reply_timeout, std::nullopt};
  std::string framed = frame(encode(awaited.request));
  const std::lock_guard lock(mutex_);
  awaited_ = std::move(awaited);
  queue_.push_back({0, std::move(framed)});
}

void Connection::take_down(int socket, std::thread& reader) {
  std::deque<Outgoing> left;
  bool sign_off = false;
  {
    const std::lock_guard lock(mutex_);
    sign_off = stopping_ && !failed_ && ready_.load();
    ready_.store(false);
    if (stopping_) fail_locked("closed by us");
    left.swap(queue_);
  }
  if (sign_off) {
    // A courtesy: the host need not wonder. Nobody waits for its answer.
    network_stan_ = network_stan_ % kMostStan + 1;
    send_all(socket, frame(encode(network_request(kSignOff, network_stan_, system_clock().now(),
                                                  options_.terminal_id, options_.institution_id))));
  }
  ::shutdown(socket, SHUT_RDWR);
  reader.join();
  std::string why;
  {
    const std::lock_guard lock(mutex_);
    why = why_failed_;
  }
  for (auto& outgoing : left) {
    crypto::cleanse(outgoing.frame);
    if (outgoing.ticket != 0) handler_.not_sent(outgoing.ticket, why);
  }
  handler_.lost(*this, why);
}

void Connection::read_until_failure(int socket) {
  FrameReader frames;
  std::array<char, kReadBuffer> buffer{};
  std::string why;
  while (why.empty()) {
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      why = error_text(errno);
    } else if (count == 0) {
      why = frames.mid_frame() ? "cut in the middle of a message" : "closed by the host";
    } else {
      frames.append({buffer.data(), static_cast<std::size_t>(count)});
      why = take_bodies(frames);
    }
  }
  // The writer may be stuck in a send to a host that has gone.
  ::shutdown(socket, SHUT_RDWR);
  const std::lock_guard lock(mutex_);
  fail_locked(why);
}

/// Empty while the connection can be trusted.
std::string Connection::take_bodies(FrameReader& frames) {
  while (const auto body = frames.next()) {
    const Decoded decoded = decode(*body);
    if (!decoded) {
      log::error("acquirer_message_undecodable",
                 {{"connection", options_.name}, {"why", decoded.error.text()}});
      return "a message that does not decode";
    }
    if (decoded.message->mti == mti::kNetworkResponse) {
      take_network_reply(*decoded.message);
    } else if (decoded.message->mti == mti::kNetworkRequest) {
      answer_network_request(*decoded.message);
    } else {
      handler_.received(*decoded.message);
    }
  }
  if (!frames.failed()) return {};
  log::error("acquirer_frame_impossible", {{"connection", options_.name}});
  return "a frame of impossible length";
}

void Connection::take_network_reply(const Message& message) {
  const std::lock_guard lock(mutex_);
  if (!awaited_ || awaited_->response_code ||
      !fault_of_response(awaited_->request, message).empty()) {
    log::warning("acquirer_network_reply_unasked", {{"connection", options_.name}});
    return;
  }
  awaited_->response_code = std::string(message.get(39));
  wake_.notify_one();
}

/// The host may ask for an echo too.
void Connection::answer_network_request(const Message& request) {
  Message reply = echoed_part(request);
  reply.mti = mti::kNetworkResponse;
  reply.set(39, std::string(kAccepted));
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= kMostInBatch * kMostInBatch) return;
  queue_.push_back({0, frame(encode(reply))});
  wake_.notify_one();
}

void Connection::fail_locked(std::string why) {
  if (failed_) return;
  failed_ = true;
  why_failed_ = std::move(why);
  wake_.notify_one();
}

void Connection::wait_backoff() {
  constexpr int kMostDoublings = 16;
  auto span = options_.backoff_least * (1LL << std::min(failures_ - 1, kMostDoublings));
  span = std::min<std::chrono::milliseconds>(span, options_.backoff_most);
  // Jitter, so that links that lost one host together do not all come back in one instant.
  std::uniform_int_distribution<std::int64_t> half_to_whole(span.count() / 2, span.count());
  const std::chrono::milliseconds pause(half_to_whole(random_));
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, pause, [this] { return stopping_; });
}

}  // namespace pay200::iso8583
