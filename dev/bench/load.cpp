#include "dev/bench/load.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <ctime>
#include <fcntl.h>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <system_error>

#include "core/platform/unique_fd.hpp"

namespace pay200::dev {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;
using Time = steady_clock::time_point;

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kStatusAt = 9;  // behind "HTTP/1.1 "
constexpr nanoseconds kPatience = std::chrono::seconds(60);

double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::size_t number_in(std::string_view text, int base) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, base);
  return number;
}

/// One answer at the beginning of what was received.
struct Whole {
  int status = 0;
  std::string body;
  bool closes = false;
  int retry_after_s = -1;
};

/// nullopt: not all of it is there.
std::optional<std::string> chunks_of(std::string_view rest) {
  std::string body;
  while (true) {
    const auto line = rest.find(kLineEnd);
    if (line == std::string_view::npos) return std::nullopt;
    const std::size_t size = number_in(rest.substr(0, line), 16);
    rest.remove_prefix(line + kLineEnd.size());
    if (rest.size() < size + kLineEnd.size()) return std::nullopt;
    if (size == 0) return body;
    body.append(rest.substr(0, size));
    rest.remove_prefix(size + kLineEnd.size());
  }
}

std::optional<Whole> whole_answer(std::string_view received) {
  const auto head_end = received.find(kHeadEnd);
  if (head_end == std::string_view::npos) return std::nullopt;
  const std::string_view head = received.substr(0, head_end + kLineEnd.size());
  const std::string_view rest = received.substr(head_end + kHeadEnd.size());
  Whole whole;
  whole.status = static_cast<int>(number_in(head.substr(kStatusAt, 3), 10));
  whole.closes = head.find("\r\nConnection: close\r\n") != std::string_view::npos;
  constexpr std::string_view kRetryAfter = "\r\nRetry-After: ";
  if (const auto at = head.find(kRetryAfter); at != std::string_view::npos) {
    whole.retry_after_s = static_cast<int>(number_in(head.substr(at + kRetryAfter.size()), 10));
  }
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  if (const auto at = head.find(kLength); at != std::string_view::npos) {
    const std::size_t size = number_in(head.substr(at + kLength.size()), 10);
    if (rest.size() < size) return std::nullopt;
    whole.body = rest.substr(0, size);
    return whole;
  }
  if (head.find("\r\nTransfer-Encoding: chunked\r\n") != std::string_view::npos) {
    auto body = chunks_of(rest);
    if (!body) return std::nullopt;
    whole.body = *std::move(body);
  }
  return whole;
}

UniqueFd connected_to(int port) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) throw std::system_error(errno, std::generic_category(), "socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::system_error(errno, std::generic_category(), "connect to nginx");
  }
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
  return fd;
}

struct Line {
  LoadPerson* person = nullptr;
  UniqueFd fd = {};
  std::string received = {};
  std::optional<LoadRequest> waiting = {};  ///< for its time
  Time sent = {};
  bool done = false;
};

class Load {
 public:
  Load(int port, const std::vector<LoadPerson*>& people)
      : port_(port), epoll_(::epoll_create1(EPOLL_CLOEXEC)), open_(people.size()) {
    for (LoadPerson* person : people) lines_.push_back({.person = person});
  }

  void run() {
    for (Line& line : lines_) go_on(line);
    std::array<epoll_event, 256> events;
    while (open_ > 0) {
      const auto pause = pause_until_due();
      const timespec timeout = {.tv_sec = static_cast<time_t>(pause.count() / 1'000'000'000),
                                .tv_nsec = pause.count() % 1'000'000'000};
      const int count = ::epoll_pwait2(epoll_.get(), events.data(), static_cast<int>(events.size()),
                                       &timeout, nullptr);
      if (count == 0 && pause == kPatience) throw std::runtime_error("no answer for a minute");
      for (int i = 0; i < count; ++i) {
        receive(lines_[events[static_cast<std::size_t>(i)].data.u64]);
      }
      send_due();
    }
  }

 private:
  void connect(Line& line) {
    line.fd = connected_to(port_);
    epoll_event wanted = {.events = EPOLLIN,
                          .data = {.u64 = static_cast<std::uint64_t>(&line - lines_.data())}};
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, line.fd.get(), &wanted);
  }

  void go_on(Line& line) {
    line.waiting = line.person->next();
    if (!line.waiting) {
      line.done = true;
      line.fd.reset();
      --open_;
    } else if (line.waiting->not_before <= steady_clock::now()) {
      send(line);
    }
  }

  void send(Line& line) {
    if (!line.fd) connect(line);
    const std::string text = std::move(line.waiting->text);
    line.waiting.reset();
    line.sent = steady_clock::now();
    if (::send(line.fd.get(), text.data(), text.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(text.size())) {
      throw std::runtime_error("a request could not be sent");
    }
  }

  void receive(Line& line) {
    std::array<char, 16'384> bytes;
    if (!line.fd) return;
    const ssize_t got = ::recv(line.fd.get(), bytes.data(), bytes.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
      // An idle one that nginx has had enough of is opened again for the next request.
      if (!line.waiting) throw std::runtime_error("a connection closed before its answer");
      line.fd.reset();
      return;
    }
    const Time now = steady_clock::now();
    line.received.append(bytes.data(), static_cast<std::size_t>(got));
    const auto whole = whole_answer(line.received);
    if (!whole) return;
    line.received.clear();
    if (whole->closes) line.fd.reset();
    line.person->take({.status = whole->status,
                       .body = whole->body,
                       .took = duration_cast<microseconds>(now - line.sent),
                       .retry_after_s = whole->retry_after_s});
    go_on(line);
  }

  nanoseconds pause_until_due() const {
    nanoseconds pause = kPatience;
    const Time now = steady_clock::now();
    for (const Line& line : lines_) {
      if (!line.waiting) continue;
      pause =
          std::min(pause, std::max(nanoseconds(0), nanoseconds(line.waiting->not_before - now)));
    }
    return pause;
  }

  void send_due() {
    const Time now = steady_clock::now();
    for (Line& line : lines_) {
      if (line.waiting && line.waiting->not_before <= now) send(line);
    }
  }

  const int port_;
  UniqueFd epoll_;
  std::vector<Line> lines_;
  std::size_t open_;
};

}  // namespace

LoadTime run_load(int port, const std::vector<LoadPerson*>& people) {
  const double cpu_before = cpu_seconds();
  const Time begun = steady_clock::now();
  Load(port, people).run();
  const std::chrono::duration<double> took = steady_clock::now() - begun;
  return {took.count(), cpu_seconds() - cpu_before};
}

std::string request_text(std::string_view method, std::string_view path, std::string_view headers,
                         std::string_view body) {
  std::string text;
  text.reserve(method.size() + path.size() + headers.size() + body.size() + 120);
  text.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
  text.append(headers);
  if (!body.empty()) {
    text.append("Content-Type: application/json\r\nContent-Length: ");
    text.append(std::to_string(body.size())).append("\r\n");
  }
  return text.append("\r\n").append(body);
}

}  // namespace pay200::dev
