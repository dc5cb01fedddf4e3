#include "pgctl/commands/user_record.hpp"

#include "core/platform/crypto/crypto.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/terminal.hpp"

namespace pay200::pgctl {

std::string pin_key_of(Session& session) {
  auto secrets = load_secrets(session.config().secrets_file, SecretsFor::kOperator);
  if (!secrets) throw Failure(ExitStatus::kFailed, secrets.error().detail);
  return secrets->pin_key;
}

std::string asked_for(const std::string& what, const char* rule) {
  auto first = read_secret(what + " (" + rule + ")");
  if (!first) {
    throw Failure(ExitStatus::kUsage,
                  "no " + what +
                      ": stdin holds the password on its first line, the PIN on its "
                      "second");
  }
  if (!person_can_answer()) return *std::move(first);
  auto second = read_secret(what + ", once more");
  const bool same = second == first;
  if (second) crypto::cleanse(*second);
  if (same) return *std::move(first);
  crypto::cleanse(*first);
  throw Failure(ExitStatus::kUsage, "the two entries differ; nothing changed");
}

ShopperAccount account_from(ShopperService& shoppers, const Session& session,
                            const std::string& login) {
  auto account = shoppers.find_shopper(login, session.live());
  if (account) return *std::move(account);
  throw Failure(ExitStatus::kNotFound, std::string("no ") + session.mode() +
                                           " shopper logs in with " + login +
                                           (session.live() ? "" : "; for a live one say --live"));
}

Details details_of(const ShopperAccount& account) {
  Details details;
  details.fields = {
      {"shopper", "Shopper", text_cell(to_text(account.id))},
      {"mode", "Mode", text_cell(account.live ? "live" : "test")},
      {"login", "Log-in", text_cell(account.login_id)},
      {"name", "Name", text_cell(account.name)},
      {"status", "Status", text_cell(account.locked_at ? "locked" : "active")},
  };
  return details;
}

std::string description_of(const ShopperAccount& account) {
  return std::string("the ") + (account.live ? "live" : "test") + " account " + account.login_id +
         " (" + account.name + ")";
}

}  // namespace pay200::pgctl
