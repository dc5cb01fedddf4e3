#pragma once
// One FastCGI request (specification 1.0) over a unix socket, as nginx makes it: a connection of
// its own, closed by the gateway.

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pay200::test {

struct FcgiAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

class FcgiCall {
 public:
  /// Sends all of it and returns at once. Throws std::system_error if nobody can be connected to.
  FcgiCall(const std::filesystem::path& socket, const std::string& method, const std::string& path,
           const std::vector<std::pair<std::string, std::string>>& headers = {},
           const std::string& body = {});
  ~FcgiCall();
  FcgiCall(const FcgiCall&) = delete;
  FcgiCall& operator=(const FcgiCall&) = delete;
  FcgiCall(FcgiCall&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FcgiCall& operator=(FcgiCall&&) = delete;

  /// Waits for the end. nullopt if the connection ended before the request did.
  std::optional<FcgiAnswer> answer();

 private:
  int fd_ = -1;
};

}  // namespace pay200::test
