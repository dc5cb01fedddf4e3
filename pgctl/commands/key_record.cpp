#include "pgctl/commands/key_record.hpp"

#include "core/platform/crypto/crypto.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/failure.hpp"

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
      {"expiresAt", "Expires", time_cell(key.expires_at)},
      {"successor", "Successor", successor_cell(key)},
  };
  return details;
}

Cell successor_cell(const ApiKey& key) {
  return key.successor_id ? text_cell(to_text(*key.successor_id)) : optional_cell(std::nullopt);
}

std::string description_of(const ApiKey& key, const Merchant& merchant) {
  return std::string("the ") + (merchant.live ? "live " : "test ") + kind_text(key.kind) + " key " +
         masked(key) + " of " + who(merchant);
}

Cell state_cell(const ApiKey& key, Time now) {
  if (key.revoked_at) return text_cell("revoked");
  if (!key.alive(now)) return text_cell("expired");
  if (!key.expires_at) return text_cell("active");
  return {"active", "until " + to_seoul_text(*key.expires_at)};
}

ApiKey key_from(Session& session, const std::string& text) {
  const ApiKeyId id = api_key_id_from(text);
  auto key = ApiKeyService(session.database(), session.clock()).get_api_key(id);
  if (!key) {
    throw Failure(exit_status(key.error().code),
                  "key " + text + " not found; `pgctl key list --merchant ID` shows a merchant's");
  }
  return *std::move(key);
}

void show_new_key(Session& session, Details details, ApiKeyService::Issued& issued,
                  const Merchant& merchant) {
  details.fields.push_back({"secret", "The key", text_cell(issued.secret)});
  session.show(details);
  crypto::cleanse(issued.secret);
  session.note("keep the key now: it is not shown again");
  if (merchant.status != "active") {
    session.note("the merchant is " + merchant.status +
                 ": until it is resumed, it can read, cancel and refund, but sell nothing");
  }
}

}  // namespace pay200::pgctl
