#pragma once
// One FastCGI request (specification 1.0) over a unix socket, as nginx makes it: a connection of
// its own, closed by the gateway.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/platform/unique_fd.hpp"

namespace pay200::test {

struct FcgiAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// Somebody who says nothing yet. Throws std::system_error if nobody can be connected to.
UniqueFd connect_to(const std::filesystem::path& socket);

class FcgiCall {
 public:
  /// `path` may have a query. Sends all of it and returns at once. Throws as connect_to.
  FcgiCall(const std::filesystem::path& socket, const std::string& method, const std::string& path,
           const std::vector<std::pair<std::string, std::string>>& headers = {},
           const std::string& body = {});

  /// Waits for the end. nullopt if the connection ended before the request did.
  std::optional<FcgiAnswer> answer();

  // For an answer that does not end.
  /// Whether `text` has come in time.
  bool says(const std::string& text, std::chrono::milliseconds patience = std::chrono::seconds(20));
  /// Whether the request has been ended in time, as FastCGI says.
  bool ends(std::chrono::milliseconds patience = std::chrono::seconds(20));
  /// All that has come.
  const std::string& output() const { return output_; }

 private:
  bool receive(std::chrono::milliseconds patience);
  void take_records();

  UniqueFd fd_;
  std::string received_, output_;
  bool ended_ = false;
};

}  // namespace pay200::test
