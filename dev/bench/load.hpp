#pragma once
// The load generator: many clients of the API in one thread, each with a connection of its own that
// it keeps, asking one thing after the other. It does as little as it can for each, so that on one
// machine with the gateway it takes none of what it measures: requests are made of ready texts, and
// of an answer only what is needed is looked at.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pay200::dev {

struct LoadAnswer {
  int status = 0;
  std::string_view body;  ///< only until take() returns
  std::chrono::microseconds took{0};
  int retry_after_s = -1;  ///< -1: it does not say
};

struct LoadRequest {
  std::string text;  ///< the whole request, as it is sent
  /// Not sent before. The past: at once.
  std::chrono::steady_clock::time_point not_before = {};
};

class LoadPerson {
 public:
  virtual ~LoadPerson() = default;
  /// Asked whenever the answer before has been taken. nullopt: done for good.
  virtual std::optional<LoadRequest> next() = 0;
  virtual void take(const LoadAnswer& answer) = 0;
};

struct LoadTime {
  double seconds = 0;      ///< from the first request to the last answer
  double cpu_seconds = 0;  ///< of the thread that asked
};

/// Serves all until all are done. Throws std::runtime_error if a connection fails, or closes before
/// a whole answer. People outlive it.
LoadTime run_load(int port, const std::vector<LoadPerson*>& people);

/// "POST /v1/payments" and so on to the bytes. `headers`: whole lines with their ends.
std::string request_text(std::string_view method, std::string_view path, std::string_view headers,
                         std::string_view body = {});

}  // namespace pay200::dev
