#include "sandbox/control.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "core/platform/clock.hpp"

namespace pay200::sandbox {
namespace {

using nlohmann::json;

constexpr int kBacklog = 16;
constexpr std::size_t kLongestLine = 65'536;
constexpr int kLongestDelayMs = 3'600'000;

/// What a client is told; never leaves this file.
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void only_keys(const json& object, std::initializer_list<std::string_view> allowed) {
  for (const auto& [key, value] : object.items()) {
    if (std::ranges::find(allowed, key) == allowed.end()) {
      throw Refused("\"" + key + "\" is not known here");
    }
  }
}

std::optional<std::string> text_in(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return std::nullopt;
  if (!found->is_string()) throw Refused(std::string{"\""} + key + "\" must be a text");
  return found->get<std::string>();
}

std::optional<std::int64_t> number_in(const json& object, const char* key, std::int64_t most) {
  const auto found = object.find(key);
  if (found == object.end()) return std::nullopt;
  const bool usable = found->is_number_integer() && found->get<std::int64_t>() >= 0 &&
                      found->get<std::int64_t>() <= most;
  if (!usable) {
    throw Refused(std::string{"\""} + key + "\" must be a number from 0 to " +
                  std::to_string(most));
  }
  return found->get<std::int64_t>();
}

FaultMatch match_in(const json& request) {
  const auto found = request.find("match");
  if (found == request.end()) return {};
  if (!found->is_object()) throw Refused("\"match\" must be an object");
  only_keys(*found, {"mti", "terminal", "card_last4", "amount"});
  constexpr std::int64_t kMostAmountMinor = 999'999'999'999;
  FaultMatch match{text_in(*found, "mti"), text_in(*found, "terminal"),
                   text_in(*found, "card_last4"), number_in(*found, "amount", kMostAmountMinor)};
  if (match.mti && iso8583::response_mti(*match.mti).empty()) {
    throw Refused("\"mti\" must be a request's, such as \"0200\"");
  }
  return match;
}

std::string code_in(const json& request, FaultKind kind) {
  const auto code = text_in(request, "code");
  if (kind != FaultKind::kDecline) {
    if (code) throw Refused("\"code\" goes with decline only");
    return {};
  }
  const bool usable =
      code && code->size() == 2 && *code != "00" && std::ranges::all_of(*code, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
      });
  if (!usable) throw Refused("decline needs a \"code\" such as \"51\", and not \"00\"");
  return *code;
}

Fault fault_in(const json& request) {
  only_keys(request, {"op", "kind", "match", "count", "delay_ms", "code"});
  constexpr std::int64_t kMostCount = 1'000'000'000;
  const auto kind = fault_kind_from_text(text_in(request, "kind").value_or(""));
  if (!kind) throw Refused("\"kind\" must be one of those in sandbox/fault.hpp");
  Fault fault;
  fault.kind = *kind;
  fault.match = match_in(request);
  fault.remaining = static_cast<int>(number_in(request, "count", kMostCount).value_or(1));
  fault.delay_ms = static_cast<int>(number_in(request, "delay_ms", kLongestDelayMs).value_or(0));
  fault.code = code_in(request, *kind);
  return fault;
}

json to_json(const Fault& fault) {
  json match = json::object();
  if (fault.match.mti) match["mti"] = *fault.match.mti;
  if (fault.match.terminal) match["terminal"] = *fault.match.terminal;
  if (fault.match.card_last4) match["card_last4"] = *fault.match.card_last4;
  if (fault.match.amount_minor) match["amount"] = *fault.match.amount_minor;
  json out = {{"kind", to_text(fault.kind)},
              {"match", std::move(match)},
              {"remaining", fault.remaining},
              {"delay_ms", fault.delay_ms},
              {"spent", fault.spent}};
  if (!fault.code.empty()) out["code"] = fault.code;
  return out;
}

CloseDay close_day_in(const json& request) {
  only_keys(request, {"op", "acquirer", "business_day", "reverse_disputes"});
  CloseDay asked;
  asked.acquirer = text_in(request, "acquirer").value_or("");
  constexpr std::size_t kMostDigits = 11;
  const bool usable = !asked.acquirer.empty() && asked.acquirer.size() <= kMostDigits &&
                      asked.acquirer.find_first_not_of("0123456789") == std::string::npos;
  if (!usable) throw Refused("\"acquirer\" must be field 32's digits");
  const auto day = day_from_text(text_in(request, "business_day").value_or(""));
  if (!day) throw Refused("\"business_day\" must be a day such as \"2026-11-23\"");
  asked.day = *day;
  const auto found = request.find("reverse_disputes");
  if (found == request.end()) return asked;
  if (!found->is_array()) throw Refused("\"reverse_disputes\" must be a list");
  for (const json& reference : *found) {
    if (!reference.is_string()) throw Refused("\"reverse_disputes\" must be a list of texts");
    asked.reversed_disputes.push_back(reference.get<std::string>());
  }
  return asked;
}

json close_day(const json& request, ControlTarget& target) {
  const CloseDay asked = close_day_in(request);
  try {
    const ClosedDay closed = target.close_day(asked);
    return {{"file", closed.file},
            {"file_id", closed.file_id},
            {"records", closed.records},
            {"existing", closed.existing}};
  } catch (const std::exception& failed) {
    throw Refused(failed.what());
  }
}

json answer(const json& request, ControlTarget& target) {
  const std::string op = text_in(request, "op").value_or("");
  json out = {{"ok", true}};
  if (op == "fault") {
    target.arm(fault_in(request));
  } else if (op == "delay") {
    only_keys(request, {"op", "ms"});
    const auto delay_ms = number_in(request, "ms", kLongestDelayMs);
    if (!delay_ms) throw Refused("\"ms\" is missing");
    target.set_reply_delay_ms(static_cast<int>(*delay_ms));
  } else if (op == "clear") {
    only_keys(request, {"op"});
    target.clear_faults();
  } else if (op == "faults") {
    only_keys(request, {"op"});
    out["faults"] = json::array();
    for (const auto& fault : target.faults().armed()) out["faults"].push_back(to_json(fault));
  } else if (op == "close_day") {
    out.update(close_day(request, target));
  } else if (op == "status") {
    only_keys(request, {"op"});
    out.update(target.status());
  } else {
    throw Refused("\"op\" must be fault, clear, faults, delay, close_day or status");
  }
  return out;
}

[[noreturn]] void fail(int fd, const std::string& what) {
  const int reason = errno;
  if (fd >= 0) ::close(fd);
  throw std::system_error(reason, std::generic_category(), what);
}

void remove_stale_socket(const std::string& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) ::unlink(path.c_str());
}

int listen_on(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    throw std::system_error(ENAMETOOLONG, std::generic_category(), "control socket " + path);
  }
  std::ranges::copy(path, std::begin(address.sun_path));
  remove_stale_socket(path);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) fail(fd, "control socket " + path);
  const auto* bare = reinterpret_cast<const sockaddr*>(&address);  // NOLINT: the sockets API's way
  const mode_t before = ::umask(0177);
  const int bound = ::bind(fd, bare, sizeof address);
  ::umask(before);
  if (bound != 0 || ::listen(fd, kBacklog) != 0) fail(fd, "control socket " + path);
  return fd;
}

}  // namespace

std::string answer_control_line(std::string_view line, ControlTarget& target) {
  try {
    const json request = json::parse(line, nullptr, false);
    if (!request.is_object()) throw Refused("not a JSON object");
    return answer(request, target).dump();
  } catch (const Refused& refused) {
    const json out = {{"ok", false}, {"error", refused.what()}};
    return out.dump(-1, ' ', true, json::error_handler_t::replace);
  }
}

ControlSocket::ControlSocket(EventLoop& loop, std::string path, ControlTarget& target)
    : loop_(loop), path_(std::move(path)), target_(target), fd_(listen_on(path_)) {
  token_ = loop_.watch(fd_, EPOLLIN, [this](std::uint32_t) { accept(); });
}

ControlSocket::~ControlSocket() {
  while (!clients_.empty()) drop(clients_.begin()->first);
  loop_.unwatch(token_);
  ::close(fd_);
  ::unlink(path_.c_str());
}

void ControlSocket::accept() {
  const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return;
  const auto token = loop_.watch(fd, EPOLLIN, [this, fd](std::uint32_t) { read(fd); });
  clients_.emplace(fd, Client{token, {}});
}

void ControlSocket::read(int fd) {
  std::array<char, 4096> buffer{};
  const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) return drop(fd);
  std::string& received = clients_.at(fd).received;
  received.append(buffer.data(), static_cast<std::size_t>(count));
  if (!answer_lines(fd, received) || received.size() > kLongestLine) drop(fd);
}

/// False if the client does not read its answers.
bool ControlSocket::answer_lines(int fd, std::string& received) {
  for (auto end = received.find('\n'); end != std::string::npos; end = received.find('\n')) {
    const std::string answer =
        answer_control_line(std::string_view{received}.substr(0, end), target_) + '\n';
    received.erase(0, end + 1);
    const ssize_t sent = ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(answer.size())) return false;
  }
  return true;
}

void ControlSocket::drop(int fd) {
  const auto found = clients_.find(fd);
  loop_.unwatch(found->second.token);
  ::close(fd);
  clients_.erase(found);
}

}  // namespace pay200::sandbox
