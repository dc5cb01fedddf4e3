#pragma once
// What a client of a chaos run has sent and been told, a JSON object a line, on the disk before the
// client goes on: the oracle's only source for what was promised. Any thread writes.
//
//   {"sent": "create|scan|confirm|cancel|refund", "key": "<idempotency key>", "payment", "order",
//   "amount"}
//   {"got": "<the same>", "key", "status": <HTTP; 0: no answer>, "code", "state", "payment",
//   "amount"}

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "core/platform/unique_fd.hpp"

namespace pay200::dev {

struct ClientLine {
  bool sent = false;  ///< else an answer
  std::string act = {};
  std::string key = {};  ///< Idempotency-Key
  std::string payment = {};
  std::string order = {};
  std::int64_t amount_minor = 0;
  int status = 0;
  std::string code = {};   ///< of a problem
  std::string state = {};  ///< of the payment, as it was told
};

class ClientLog {
 public:
  explicit ClientLog(const std::filesystem::path& path);
  void write(const ClientLine& line);

 private:
  std::mutex mutex_;
  UniqueFd fd_;
};

std::vector<ClientLine> read_client_log(const std::filesystem::path& path);

}  // namespace pay200::dev
