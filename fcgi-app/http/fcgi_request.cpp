#include "fcgi-app/http/fcgi_request.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <string>
#include <sys/socket.h>
#include <system_error>

#include "core/platform/assert.hpp"
#include "core/platform/log.hpp"
#include "fcgi-app/http/param_name.hpp"

namespace pay200::http {
FcgiRequest::FcgiRequest(int listen_fd) {
  PAY200_ASSERT(FCGX_InitRequest(&request_, listen_fd, 0) == 0);
}

FcgiRequest::~FcgiRequest() {
  // Without this libfcgi would, on closing, wait up to 2 s for nginx to close first.
  FCGX_Detach(&request_);
  FCGX_Finish_r(&request_);
  FCGX_Free(&request_, 1);
}

int FcgiRequest::accept() { return -FCGX_Accept_r(&request_); }

void FcgiRequest::answer(const Response& response) {
  discard_input();
  write(response_head(response));
  write(response.body);
  if (response.next_part) send_parts(response);
}

std::string_view FcgiRequest::param(const char* name) const {
  const char* value = FCGX_GetParam(name, request_.envp);
  return value == nullptr ? std::string_view() : value;
}

std::optional<std::string_view> FcgiRequest::header(std::string_view name) const {
  const char* value = FCGX_GetParam(param_name(name).c_str(), request_.envp);
  // nginx sends an empty parameter for a header that is not there.
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::optional<std::size_t> FcgiRequest::announced_size() const {
  const std::string_view text = param("CONTENT_LENGTH");
  std::size_t size = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), size);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return size;
}

Result<std::string> FcgiRequest::read_body(std::size_t most) {
  // Most requests have none, and room for the largest takes longer to clear than they to answer.
  const int first = FCGX_GetChar(request_.in);
  if (first < 0) return std::string();
  FCGX_UnGetChar(first, request_.in);
  // In one piece from the start: a string that grows leaves copies of cards and passwords behind.
  std::string body(std::min(announced_size().value_or(most), most) + 1, '\0');
  std::size_t size = 0;
  int count = 0;
  while (size < body.size() &&
         (count = FCGX_GetStr(body.data() + size, static_cast<int>(body.size() - size),
                              request_.in)) > 0) {
    size += static_cast<std::size_t>(count);
  }
  if (size > most) return ErrorCode::kBodyTooLarge;
  if (size == body.size()) return ErrorCode::kInvalidRequest;  // longer than announced
  body.resize(size);
  return body;
}

void FcgiRequest::write(std::string_view text) {
  FCGX_PutStr(text.data(), static_cast<int>(text.size()), request_.out);
}

void FcgiRequest::discard_input() {
  std::array<char, 4096> buffer;
  while (FCGX_GetStr(buffer.data(), static_cast<int>(buffer.size()), request_.in) > 0) {
  }
}

void FcgiRequest::send_parts(const Response& response) {
  try {
    while (true) {
      const std::string part = response.next_part();
      if (part.empty()) return;
      // Whoever has gone away wants no more.
      if (FCGX_PutStr(part.data(), static_cast<int>(part.size()), request_.out) < 0) return;
    }
  } catch (const std::exception& broken) {
    log::error("answer_broke_off", {{"cause", broken.what()}});
    // Without the end of the request nginx, too, ends its answer as a broken one.
    ::shutdown(request_.ipcFd, SHUT_RDWR);
  }
}

}  // namespace pay200::http
