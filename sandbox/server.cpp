#include "sandbox/server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include "core/acquirer/iso8583/codec.hpp"
#include "core/acquirer/iso8583/framing.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/log.hpp"
#include "sandbox/journal_reader.hpp"

namespace pay200::sandbox {
namespace {

using std::chrono::milliseconds;

constexpr int kBacklog = 128;
constexpr std::size_t kMostConnections = 256;
constexpr int kDownMs = 1'000;
constexpr int kHoldBackMs = 1'000;
constexpr std::size_t kSlowPieces = 8;

[[noreturn]] void fail(int fd, const std::string& what) {
  const int reason = errno;
  if (fd >= 0) ::close(fd);
  throw std::system_error(reason, std::generic_category(), what);
}

sockaddr_in address_of(const ServerOptions& options) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options.port);
  const bool parsed = ::inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) == 1;
  const bool loopback = parsed && (ntohl(address.sin_addr.s_addr) >> 24U) == IN_LOOPBACKNET;
  if (!loopback) throw std::runtime_error(options.host + " is no loopback address (127.0.0.0/8)");
  return address;
}

int listen_on(const ServerOptions& options) {
  const sockaddr_in address = address_of(options);
  const std::string where = options.host + ":" + std::to_string(options.port);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) fail(fd, "listening on " + where);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const auto* bare = reinterpret_cast<const sockaddr*>(&address);  // NOLINT: the sockets API's way
  if (::bind(fd, bare, sizeof address) != 0 || ::listen(fd, kBacklog) != 0) {
    fail(fd, "listening on " + where);
  }
  return fd;
}

std::uint16_t port_of(int fd) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  auto* bare = reinterpret_cast<sockaddr*>(&address);  // NOLINT: the sockets API's way
  if (::getsockname(fd, bare, &length) != 0) fail(-1, "getsockname");
  return ntohs(address.sin_port);
}

Reply reply_of(const std::optional<Fault>& fault) {
  if (!fault) return Reply::kSent;
  switch (fault->kind) {
    case FaultKind::kLoseReply:
      return Reply::kLost;
    case FaultKind::kCutMidFrame:
      return Reply::kCut;
    case FaultKind::kLate:
    case FaultKind::kReorder:
    case FaultKind::kSlow:
      return Reply::kLate;
    case FaultKind::kDuplicate:
      return Reply::kDuplicate;
    case FaultKind::kLoseRequest:
    case FaultKind::kDown:
    case FaultKind::kAlreadyCleared:
    case FaultKind::kOriginalNotFound:
    case FaultKind::kFormatError:
    case FaultKind::kDecline:
      return Reply::kSent;
  }
  return Reply::kSent;
}

std::string clearing_directory_of(const ServerOptions& options) {
  if (!options.clearing_directory.empty()) return options.clearing_directory;
  return (std::filesystem::path(options.journal_path).parent_path() / "clearing").string();
}

}  // namespace

Server::Server(ServerOptions options)
    : options_(std::move(options)),
      network_([this](const std::string& acquirer) { return clearing_.cleared_up_to(acquirer); }),
      clearing_(clearing_directory_of(options_), options_.journal_path) {
  (void)address_of(options_);  // before a journal is made for nothing
  durable_fd_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (durable_fd_ < 0) fail(-1, "eventfd");
  loop_.watch(durable_fd_, EPOLLIN, [this](std::uint32_t) { on_durable(); });
  loop_.after_each_pass([this] { end_pass(); });
  restore();
  start_listening();
  if (!options_.control_path.empty()) {
    control_ = std::make_unique<ControlSocket>(loop_, options_.control_path,
                                               static_cast<ControlTarget&>(*this));
  }
}

Server::~Server() {
  journal_.reset();  // its thread writes to durable_fd_
  stop_listening();
  ::close(durable_fd_);
}

void Server::run() {
  loop_.run();
  control_.reset();
  stop_listening();
  journal_.reset();
}

void Server::restore() {
  JournalExtent extent;
  if (std::filesystem::exists(options_.journal_path)) {
    extent = visit_journal(options_.journal_path,
                           [this](const JournalRecord& record) { network_.restore(record); });
  }
  if (extent.torn) {
    log::warning("journal_torn", {{"journal", options_.journal_path},
                                  {"kept_bytes", std::to_string(extent.whole_bytes)}});
  }
  journal_ =
      std::make_unique<Journal>(options_.journal_path, extent.whole_bytes, [fd = durable_fd_] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(fd, &one, sizeof one);
      });
}

void Server::start_listening() {
  listen_fd_ = listen_on(options_);
  options_.port = port_of(listen_fd_);
  listen_token_ = loop_.watch(listen_fd_, EPOLLIN, [this](std::uint32_t) { accept_all(); });
}

void Server::stop_listening() {
  if (listen_fd_ < 0) return;
  loop_.unwatch(listen_token_);
  ::close(listen_fd_);
  listen_fd_ = -1;
}

void Server::accept_all() {
  for (;;) {
    const int fd = ::accept4(listen_fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    if (peers_.size() >= kMostConnections) {
      ::close(fd);
      ++counters_.refused_connections;
      continue;
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::uint64_t id = ++last_connection_id_;
    auto connection = std::make_unique<Connection>(
        loop_, fd, id,
        Connection::Callbacks{
            [this](Connection& from, std::string_view body) { on_frame(from, body); },
            [this](Connection& from, std::string_view reason) { on_closed(from, reason); },
            [this](Connection& from, Instant when) { on_unflushed(from, when); }});
    peers_.emplace(id, Peer{std::move(connection), {}});
  }
}

void Server::on_frame(Connection& connection, std::string_view body) {
  const iso8583::Decoded decoded = iso8583::decode(body);
  if (!decoded || iso8583::response_mti(decoded.message->mti).empty()) {
    ++counters_.refused_connections;
    log::warning("message_refused", {{"connection", std::to_string(connection.id())},
                                     {"why", decoded ? "not a request" : decoded.error.text()}});
    return connection.close("sent what is no request");
  }
  const auto fault = faults_.take(*decoded.message);
  if (fault && fault->kind == FaultKind::kDown) return go_down(fault->delay_ms);
  if (fault && fault->kind == FaultKind::kLoseRequest) return;
  process(connection, *decoded.message, fault);
}

void Server::process(Connection& connection, const iso8583::Message& request,
                     std::optional<Fault> fault) {
  const Time now = system_clock().now();
  Answer answer = network_.answer(request, now, fault ? fault->forced_code() : std::string_view{});
  answer.record.reply = reply_of(fault);
  append_json_line(unjournaled_, answer.record);
  count(answer.record);
  const Instant due = EventLoop::Clock::now() + milliseconds(options_.reply_delay_ms);
  pending_.push_back({answer.record.seq, connection.id(),
                      iso8583::frame(iso8583::encode(answer.reply)), std::move(fault), due});
}

void Server::count(const JournalRecord& record) {
  ++counters_.requests;
  if (record.approved()) {
    ++counters_.approved;
  } else {
    ++counters_.declined;
  }
  if (record.repeat) ++counters_.repeats;
}

void Server::on_closed(Connection& connection, std::string_view reason) {
  closed_.push_back(connection.id());
  log::info("connection_closed",
            {{"connection", std::to_string(connection.id())}, {"why", std::string{reason}}});
}

void Server::on_unflushed(Connection& connection, Instant when) {
  const std::uint64_t id = connection.id();
  if (when <= EventLoop::Clock::now()) {
    unflushed_.push_back(id);
    return;
  }
  loop_.at(when, [this, id] {
    if (Peer* peer = find_peer(id)) peer->connection->flush();
  });
}

void Server::end_pass() {
  if (!unjournaled_.empty()) {
    journal_->append(unjournaled_, network_.last_seq());
    unjournaled_.clear();
  }
  const auto unflushed = std::exchange(unflushed_, {});
  for (const std::uint64_t id : unflushed) {
    if (Peer* peer = find_peer(id)) peer->connection->flush();
  }
  for (const std::uint64_t id : closed_) peers_.erase(id);
  closed_.clear();
}

void Server::on_durable() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(durable_fd_, &count, sizeof count);
  if (const int reason = journal_->failure(); reason != 0) {
    throw std::system_error(reason, std::generic_category(), "journal " + options_.journal_path);
  }
  const std::uint64_t durable = journal_->durable_seq();
  while (!pending_.empty() && pending_.front().seq <= durable) {
    Pending pending = std::move(pending_.front());
    pending_.pop_front();
    deliver(std::move(pending));
  }
}

void Server::deliver(Pending pending) {
  if (pending.fault && pending.fault->kind == FaultKind::kLoseReply) return;
  if (pending.fault && pending.fault->kind == FaultKind::kLate) {
    pending.due += milliseconds(pending.fault->delay_ms);
  }
  if (pending.due <= EventLoop::Clock::now()) return send_reply(pending);
  ++delayed_;
  const Instant due = pending.due;
  loop_.at(due, [this, waiting = std::move(pending)] {
    --delayed_;
    send_reply(waiting);
  });
}

void Server::send_reply(const Pending& pending) {
  Peer* peer = find_peer(pending.connection_id);
  if (peer == nullptr) {
    ++counters_.undeliverable;
    return;
  }
  ++counters_.replies;
  Connection& connection = *peer->connection;
  const FaultKind shape = pending.fault ? pending.fault->kind : FaultKind::kLate;
  if (shape == FaultKind::kReorder) return hold_back(*peer, pending);
  if (shape == FaultKind::kSlow) {
    send_slowly(connection, pending);
  } else if (shape == FaultKind::kCutMidFrame) {
    connection.send(std::string_view{pending.frame}.substr(0, pending.frame.size() / 2));
    connection.close_after_flush();
  } else {
    connection.send(pending.frame);
  }
  if (shape == FaultKind::kDuplicate) {
    loop_.at(EventLoop::Clock::now() + milliseconds(pending.fault->delay_ms),
             [this, id = pending.connection_id, frame = pending.frame] {
               if (Peer* again = find_peer(id)) again->connection->send(frame);
             });
  }
  release_held_back(*peer);
}

void Server::send_slowly(Connection& connection, const Pending& pending) {
  const std::string_view frame = pending.frame;
  const Instant begin = EventLoop::Clock::now();
  const auto whole = milliseconds(pending.fault->delay_ms);
  const std::size_t piece = (frame.size() + kSlowPieces - 1) / kSlowPieces;
  for (std::size_t at = 0; at < frame.size(); at += piece) {
    // The first piece leaves at once, the last when the whole delay is over.
    const auto part = static_cast<milliseconds::rep>(at / piece);
    connection.send(frame.substr(at, piece),
                    begin + whole * part / static_cast<milliseconds::rep>(kSlowPieces - 1));
  }
}

void Server::hold_back(Peer& peer, const Pending& pending) {
  peer.held_back.push_back(pending.frame);
  const int delay_ms = pending.fault->delay_ms > 0 ? pending.fault->delay_ms : kHoldBackMs;
  loop_.at(EventLoop::Clock::now() + milliseconds(delay_ms), [this, id = pending.connection_id] {
    if (Peer* later = find_peer(id)) release_held_back(*later);
  });
}

void Server::release_held_back(Peer& peer) {
  for (const auto& frame : std::exchange(peer.held_back, {})) peer.connection->send(frame);
}

Server::Peer* Server::find_peer(std::uint64_t connection_id) {
  const auto found = peers_.find(connection_id);
  const bool there = found != peers_.end() && found->second.connection->open();
  return there ? &found->second : nullptr;
}

void Server::arm(Fault fault) {
  log::info("fault_armed", {{"kind", std::string{to_text(fault.kind)}},
                            {"count", std::to_string(fault.remaining)}});
  if (fault.kind == FaultKind::kDown && fault.match.matches_all()) {
    go_down(fault.delay_ms);
  } else {
    faults_.arm(std::move(fault));
  }
}

void Server::go_down(int delay_ms) {
  stop_listening();
  for (const auto& [id, peer] : peers_) peer.connection->close("down on demand");
  const auto down = milliseconds(delay_ms > 0 ? delay_ms : kDownMs);
  loop_.at(EventLoop::Clock::now() + down, [this] {
    if (listen_fd_ < 0) start_listening();
  });
}

ClosedDay Server::close_day(const CloseDay& asked) {
  if (!unjournaled_.empty()) {
    journal_->append(unjournaled_, network_.last_seq());
    unjournaled_.clear();
  }
  const Instant patience = EventLoop::Clock::now() + std::chrono::seconds(10);
  while (journal_->durable_seq() < network_.last_seq()) {
    if (journal_->failure() != 0 || EventLoop::Clock::now() > patience) {
      throw CannotClose("the journal is not on disk");
    }
    std::this_thread::sleep_for(milliseconds(1));
  }
  ClosedDay closed = clearing_.close_day(asked, network_.last_seq());
  log::info("day_closed", {{"acquirer", asked.acquirer},
                           {"business_day", pay200::to_text(asked.day)},
                           {"file", closed.file},
                           {"records", std::to_string(closed.records)}});
  return closed;
}

nlohmann::json Server::status() const {
  return {{"requests", counters_.requests},
          {"approved", counters_.approved},
          {"declined", counters_.declined},
          {"repeats", counters_.repeats},
          {"replies", counters_.replies},
          {"undeliverable", counters_.undeliverable},
          {"in_flight", pending_.size() + delayed_},
          {"connections", peers_.size() - closed_.size()},
          {"refused_connections", counters_.refused_connections},
          {"journal_records", network_.last_seq()},
          {"journal_batches", journal_->batches()},
          {"delay_ms", options_.reply_delay_ms},
          {"down", listen_fd_ < 0},
          {"faults_armed", faults_.armed().size()},
          {"faults_spent", faults_.spent()}};
}

}  // namespace pay200::sandbox
