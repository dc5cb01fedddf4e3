#pragma once
// Asks a running pay200-sandbox for faults, over its control socket (sandbox/control.hpp).

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace pay200::dev {

struct FaultOrder {
  std::string kind;  ///< as in sandbox/fault.hpp: "lose_reply", "late", ...
  std::optional<std::string> mti = {};
  std::optional<std::string> card_last_four = {};
  std::optional<std::int64_t> amount_minor = {};
  int count = 1;  ///< 0: until cleared
  int delay_ms = 0;
  std::string code = {};  ///< with "decline"
};

/// Threads: any; each call connects anew. All throw std::runtime_error if the sandbox cannot be
/// reached or refuses.
class SandboxControl {
 public:
  explicit SandboxControl(std::filesystem::path socket) : socket_(std::move(socket)) {}

  void arm(const FaultOrder& fault) const;
  void clear() const;
  void set_reply_delay_ms(int delay_ms) const;
  nlohmann::json status() const;

 private:
  nlohmann::json ask(const nlohmann::json& question) const;

  std::filesystem::path socket_;
};

}  // namespace pay200::dev
