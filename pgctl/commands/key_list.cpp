// pgctl key list
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/key_record.hpp"

namespace pay200::pgctl {
namespace {

Listing listing_of(const std::vector<ApiKey>& keys, const Merchant& merchant, Time now) {
  Listing listing;
  listing.columns = {{"key", "KEY ID"},
                     {"masked", "KEY"},
                     {"kind", "KIND", Column::Align::kLeft, Column::Narrow::kDropped},
                     {"state", "STATE"},
                     {"createdAt", "CREATED", Column::Align::kLeft, Column::Narrow::kDropped},
                     {"revokedAt", "REVOKED", Column::Align::kLeft, Column::Narrow::kDropped},
                     {"expiresAt", "EXPIRES", Column::Align::kLeft, Column::Narrow::kDropped},
                     {"successor", "SUCCESSOR", Column::Align::kLeft, Column::Narrow::kDropped}};
  for (const auto& key : keys) {
    listing.rows.push_back({text_cell(to_text(key.id)), text_cell(masked(key)),
                            text_cell(kind_text(key.kind)), state_cell(key, now),
                            time_cell(key.created_at), time_cell(key.revoked_at),
                            time_cell(key.expires_at), successor_cell(key)});
  }
  listing.when_empty = who(merchant) + " has no keys. `pgctl key issue` makes one.";
  return listing;
}

}  // namespace

void add_key_list(CommandTree& tree) {
  auto id = std::make_shared<std::string>();
  tree.verb("key", "list", "List a merchant's API keys, newest first",
            [id](Session& session) {
              const Merchant merchant = merchant_from(session, *id);
              ApiKeyService keys(session.database(), session.clock());
              session.show(
                  listing_of(keys.list_api_keys(merchant.id), merchant, session.clock().now()));
              return ExitStatus::kDone;
            })
      .required("--merchant", *id, "ID", "Whose keys, mer_...")
      .example("pgctl key list --merchant mer_0g7k2m1q");
}

}  // namespace pay200::pgctl
