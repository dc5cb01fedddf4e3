#include "fcgi-app/link/rewrap.hpp"

#include <exception>
#include <filesystem>

#include "core/card_vault/card_vault.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/secrets.hpp"
#include "fcgi-app/core_dumps.hpp"

namespace pay200::link {
namespace {

/// Which of them a link reads depends on how it is started (pay200.service, pay200@link.service).
constexpr const char* kFilesOfLinks[] = {"gateway.toml", "link.toml"};

/// A link of this host that would not have the new key at its next start; "" if each would.
std::string why_not(const Secrets& old_keys, const Secrets& keys, const std::string& old_file,
                    const std::string& file) {
  if (keys.key_encryption_key == old_keys.key_encryption_key) {
    return file + " has the key_encryption_key of " + old_file +
           ": put the new one into it first (PAY200_SECRETS_FILE names another file)";
  }
  for (const char* name : kFilesOfLinks) {
    const auto other = std::filesystem::path(file).replace_filename(name).string();
    if (!std::filesystem::exists(other)) continue;
    const auto found = load_secrets(other, SecretsFor::kLink);
    if (!found) return found.error().detail;
    if (found->key_encryption_key == keys.key_encryption_key) continue;
    return other + " has another key_encryption_key than " + file +
           ": put the new one into both first, or delete the file if no link is to read it";
  }
  return "";
}

std::string told(int count, const std::string& file) {
  if (count == 0) {
    return "0 data keys were to be wrapped anew: there is none that the key_encryption_key of " +
           file + " does not open";
  }
  return std::to_string(count) + (count == 1 ? " data key is" : " data keys are") +
         " wrapped anew; restart the links before the next rotation";
}

}  // namespace

int rewrap(const Config& config, const std::string& old_secrets_file, std::ostream& out,
           std::ostream& err) {
  forbid_core_dumps();
  const auto old_keys = load_secrets(old_secrets_file, SecretsFor::kLink);
  const auto keys = load_secrets(config.secrets_file, SecretsFor::kLink);
  for (const auto* loaded : {&old_keys, &keys}) {
    if (*loaded) continue;
    err << "pay200-fcgi: " << loaded->error().detail << "\n"
        << "  old: " << old_secrets_file << ", new: " << config.secrets_file
        << " (PAY200_SECRETS_FILE names another); nothing was changed\n";
    return 1;
  }
  const std::string why = why_not(*old_keys, *keys, old_secrets_file, config.secrets_file);
  if (!why.empty()) {
    err << "pay200-fcgi: " << why << "; nothing was changed\n";
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
    out << told(count, config.secrets_file) << "\n";
    return 0;
  } catch (const std::exception& broken) {
    err << "pay200-fcgi: " << broken.what() << "\n"
        << "  old: " << old_secrets_file << ", new: " << config.secrets_file
        << "; once mended, call it again: what is done stays done\n";
    return 1;
  }
}

}  // namespace pay200::link
