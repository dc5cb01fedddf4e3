#include "tests/fcgi-app/fcgi_call.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <poll.h>
#include <sstream>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>

namespace pay200::test {
namespace {

enum RecordType : std::uint8_t { kBegin = 1, kEnd = 3, kParams = 4, kStdin = 5, kStdout = 6 };

void append_number(std::string& out, std::size_t value) {
  out += static_cast<char>((value >> 8) & 0xFF);
  out += static_cast<char>(value & 0xFF);
}

std::string record(RecordType type, std::string_view content) {
  std::string out = {1, static_cast<char>(type), 0, 1};
  append_number(out, content.size());
  out += std::string(2, '\0');
  return out.append(content);
}

/// A stream is records of at most 65,535 bytes and then an empty one.
std::string stream(RecordType type, std::string_view content) {
  std::string out;
  for (; !content.empty(); content.remove_prefix(std::min<std::size_t>(content.size(), 60'000))) {
    out += record(type, content.substr(0, 60'000));
  }
  return out + record(type, {});
}

std::string length(std::size_t size) {
  std::string out;
  if (size >= 128) {
    out += static_cast<char>(0x80 | ((size >> 24) & 0x7F));
    out += static_cast<char>((size >> 16) & 0xFF);
    append_number(out, size & 0xFFFF);
  } else {
    out += static_cast<char>(size);
  }
  return out;
}

std::string pair(const std::string& name, const std::string& value) {
  return length(name.size()) + length(value.size()) + name + value;
}

std::string param_name(const std::string& header) {
  std::string name = header == "Content-Type" ? "" : "HTTP_";
  for (const char c : header) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

FcgiAnswer parse(const std::string& output) {
  FcgiAnswer answer;
  std::istringstream lines(output);
  std::string line;
  while (std::getline(lines, line) && line != "\r") {
    line.pop_back();
    const auto colon = line.find(": ");
    answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    if (answer.headers.back().first == "Status") {
      answer.status = std::stoi(answer.headers.back().second);
    }
  }
  answer.body.assign(std::istreambuf_iterator<char>(lines), {});
  return answer;
}

}  // namespace

UniqueFd connect_to(const std::filesystem::path& socket) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket.c_str(), sizeof(address.sun_path) - 1);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    throw std::system_error(errno, std::generic_category(), "connect " + socket.string());
  }
  return fd;
}

FcgiCall::FcgiCall(const std::filesystem::path& socket, const std::string& method,
                   const std::string& path,
                   const std::vector<std::pair<std::string, std::string>>& headers,
                   const std::string& body)
    : fd_(connect_to(socket)) {
  std::string params =
      pair("REQUEST_METHOD", method) + pair("DOCUMENT_URI", path.substr(0, path.find('?')));
  if (path.find('?') != std::string::npos) {
    params += pair("QUERY_STRING", path.substr(path.find('?') + 1));
  }
  for (const auto& [name, value] : headers) params += pair(param_name(name), value);
  const std::string begin = {0, 1, 0, 0, 0, 0, 0, 0};  // a responder; the connection is not kept
  const std::string request =
      record(kBegin, begin) + stream(kParams, params) + stream(kStdin, body);
  if (::send(fd_.get(), request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    throw std::system_error(errno, std::generic_category(), "send");
  }
}

std::optional<FcgiAnswer> FcgiCall::answer() {
  while (!ended_) {
    if (!receive(std::chrono::minutes(5))) return std::nullopt;
  }
  return parse(output_);
}

bool FcgiCall::says(const std::string& text, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (output_.find(text) == std::string::npos) {
    const auto left = end - std::chrono::steady_clock::now();
    if (!receive(std::chrono::ceil<std::chrono::milliseconds>(left))) return false;
  }
  return true;
}

bool FcgiCall::ends(std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!ended_) {
    const auto left = end - std::chrono::steady_clock::now();
    if (!receive(std::chrono::ceil<std::chrono::milliseconds>(left))) return false;
  }
  return true;
}

/// False: nothing came, or nothing will.
bool FcgiCall::receive(std::chrono::milliseconds patience) {
  pollfd watched = {fd_.get(), POLLIN, 0};
  const int wait_ms = static_cast<int>(std::max<std::int64_t>(patience.count(), 0));
  if (::poll(&watched, 1, wait_ms) <= 0) return false;
  std::array<char, 4096> buffer;
  const ssize_t count = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  received_.append(buffer.data(), static_cast<std::size_t>(count));
  take_records();
  return true;
}

void FcgiCall::take_records() {
  while (received_.size() >= 8) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(received_[i]); };
    const std::size_t size = static_cast<std::size_t>(byte(4) << 8 | byte(5));
    if (received_.size() < 8 + size + byte(6)) return;
    if (byte(1) == kStdout) output_ += received_.substr(8, size);
    if (byte(1) == kEnd) ended_ = true;
    received_.erase(0, 8 + size + byte(6));
  }
}

}  // namespace pay200::test
