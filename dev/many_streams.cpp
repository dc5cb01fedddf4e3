#include "dev/many_streams.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <system_error>
#include <utility>

namespace pay200::dev {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kMostUnanswered = 200;
constexpr milliseconds kAgain{1'000};

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool is_last(const std::string& type) {
  return type == "payment.approved" || type == "payment.canceled" || type == "payment.failed" ||
         type == "payment.expired";
}

}  // namespace

ManyStreams::ManyStreams(int port, std::vector<Page> pages)
    : port_(port), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  for (Page& page : pages) {
    to_open_.emplace(Time{}, readers_.size());
    readers_.push_back(
        std::make_unique<Reader>(Reader{.page = std::move(page), .number = readers_.size()}));
  }
  thread_ = std::thread([this] { work(); });
}

ManyStreams::~ManyStreams() { stop(); }

std::vector<std::vector<Arrival>> ManyStreams::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  std::vector<std::vector<Arrival>> heard;
  for (const auto& reader : readers_) heard.push_back(std::exchange(reader->heard, {}));
  return heard;
}

void ManyStreams::work() {
  std::array<epoll_event, 512> events;
  while (!stopping_) {
    open_due();
    const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), 5);
    for (int i = 0; i < count; ++i) {
      read(*readers_[events[static_cast<std::size_t>(i)].data.u64]);
    }
  }
}

void ManyStreams::open_due() {
  while (unanswered_ < kMostUnanswered && !to_open_.empty() &&
         to_open_.top().first <= steady_clock::now()) {
    Reader& reader = *readers_[to_open_.top().second];
    to_open_.pop();
    open(reader);
  }
}

void ManyStreams::open(Reader& reader) {
  try {
    reader.fd = connect_to(port_);
  } catch (const std::system_error&) {
    to_open_.emplace(steady_clock::now() + kAgain, reader.number);
    return;
  }
  if (reader.page.stops_reading) {
    const int size = 4'096;
    ::setsockopt(reader.fd.get(), SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
  }
  reader.parser = {};
  const std::string request =
      request_text({.port = port_, .token = reader.page.token, .last_event_id = reader.last_id});
  ::send(reader.fd.get(), request.data(), request.size(), MSG_NOSIGNAL);
  ::fcntl(reader.fd.get(), F_SETFL, O_NONBLOCK);
  epoll_event wanted = {.events = EPOLLIN, .data = {.u64 = reader.number}};
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, reader.fd.get(), &wanted);
  ++unanswered_;
}

void ManyStreams::read(Reader& reader) {
  std::array<char, 4096> buffer;
  while (reader.fd) {
    const ssize_t count = ::recv(reader.fd.get(), buffer.data(), buffer.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return close(reader);
    reader.parser.take({buffer.data(), static_cast<std::size_t>(count)});
    if (reader.parser.status() == 200 && !reader.is_open) {
      reader.is_open = true;
      --unanswered_;
      ++open_;
    }
    take_events(reader);
    if (reader.parser.complete()) return close(reader);
    if (reader.page.stops_reading && !reader.heard.empty()) {
      ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, reader.fd.get(), nullptr);
      return;
    }
  }
}

void ManyStreams::take_events(Reader& reader) {
  for (StreamEvent& event : reader.parser.events) {
    reader.has_ended = reader.has_ended || is_last(event.type);
    reader.last_id = event.id;
    reader.heard.push_back({std::stoi(event.id), std::move(event.type), now_us()});
  }
  reader.parser.events.clear();
}

void ManyStreams::close(Reader& reader) {
  reader.is_open ? --open_ : --unanswered_;
  reader.is_open = false;
  reader.fd.reset();
  if (reader.has_ended || reader.parser.status() == 204) {
    ++ended_;
    return;
  }
  ++opened_again_;
  to_open_.emplace(steady_clock::now() + reader.parser.retry().value_or(kAgain), reader.number);
}

}  // namespace pay200::dev
