#include "pgctl/commands/key_record.hpp"

namespace pay200::pgctl {

const char* kind_text(KeyKind kind) { return kind == KeyKind::kClient ? "client" : "secret"; }

std::string masked(const ApiKey& key) { return key.prefix + "..." + key.last_four; }

std::string who(const Merchant& merchant) {
  return merchant.name + " (" + to_text(merchant.id) + ")";
}

Details details_of(const ApiKey& key, const Merchant& merchant) {
  Details details;
  details.fields = {
      {"key", "Key id", text_cell(to_text(key.id))},
      {"merchant", "Merchant", {to_text(merchant.id), who(merchant)}},
      {"mode", "Mode", text_cell(merchant.live ? "live" : "test")},
      {"kind", "Kind", text_cell(kind_text(key.kind))},
      {"masked", "Key", text_cell(masked(key))},
      {"createdAt", "Created", time_cell(key.created_at)},
      {"revokedAt", "Revoked", time_cell(key.revoked_at)},
  };
  return details;
}

}  // namespace pay200::pgctl
