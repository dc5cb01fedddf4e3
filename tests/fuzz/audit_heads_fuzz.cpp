#include <nlohmann/json.hpp>

#include "core/audit/audit_service.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

std::string written(const AuditHeads& heads) {
  nlohmann::json lines = nlohmann::json::array();
  for (const auto& [chain, head] : heads) {
    lines.push_back({{"merchant", chain ? nlohmann::json(to_text(*chain)) : nlohmann::json()},
                     {"rows", head.seq},
                     {"hash", crypto::to_hex(head.hash)}});
  }
  return nlohmann::json{{"heads", lines}}.dump();
}

const FuzzTarget kTarget("audit_heads", [](std::string_view text) {
  const auto heads = audit_heads_from_json(text);
  if (!heads) return;
  for (const auto& [chain, head] : *heads) {
    require(head.seq >= 0 && head.hash.size() == 32, "a head is a number of rows and a hash");
  }
  const auto again = audit_heads_from_json(written(*heads));
  require(again && written(*again) == written(*heads), "what is read is written the same");
});

}  // namespace
}  // namespace pay200::fuzz
