#include "fcgi-app/link/rewrap.hpp"

#include <exception>

#include "core/card_vault/card_vault.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/secrets.hpp"
#include "fcgi-app/core_dumps.hpp"

namespace pay200::link {

int rewrap(const Config& config, const std::string& old_secrets_file, std::ostream& out,
           std::ostream& err) {
  forbid_core_dumps();
  const auto old_keys = load_secrets(old_secrets_file, SecretsFor::kLink);
  const auto keys = load_secrets(config.secrets_file, SecretsFor::kLink);
  for (const auto* loaded : {&old_keys, &keys}) {
    if (*loaded) continue;
    err << "pay200-fcgi: " << loaded->error().detail << "\n";
    return 1;
  }
  try {
    db::DatabaseOptions options;
    options.conninfo = config.database.conninfo_for(config.database.link_user);
    options.connections = 1;
    options.application_name = "pay200-link";
    db::Database database(options);
    const int count =
        rewrap_data_keys(database, old_keys->key_encryption_key, keys->key_encryption_key);
    out << count << " data keys are wrapped anew; restart the links before the next rotation\n";
    return 0;
  } catch (const std::exception& broken) {
    err << "pay200-fcgi: " << broken.what() << "\n"
        << "  old: " << old_secrets_file << ", new: " << config.secrets_file
        << "; once mended, call it again: what is done stays done\n";
    return 1;
  }
}

}  // namespace pay200::link
