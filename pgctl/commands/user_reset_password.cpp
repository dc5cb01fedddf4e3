// pgctl user reset-password
#include "core/platform/crypto/crypto.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/user_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string login;
  bool yes = false;
};

ExitStatus run(Session& session, const Options& options) {
  ShopperService shoppers(session.database(), session.clock(), session.config(), nullptr, "");
  const ShopperAccount account = account_from(shoppers, session, options.login);
  require_yes(options.yes, "set a new password for " + description_of(account),
              "The old one ends at once, and every session with it.");
  std::string password = asked_for("password", "8 to 128 characters");
  const auto reset = shoppers.reset_password(account, password);
  crypto::cleanse(password);
  if (!reset) throw failure_of(reset.error());
  session.show(details_of(account));
  return ExitStatus::kDone;
}

}  // namespace

void add_user_reset_password(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("user", "reset-password", "Set a shopper's password; it is asked for",
            [options](Session& session) { return run(session, *options); })
      .required("--login", options->login, "EMAIL", "What they log in with")
      .flag("--yes", options->yes, "Do not ask whether")
      .example(
          "pgctl user reset-password --login mina@example.com\n\n"
          "Without a terminal, stdin holds the password on its first line.");
}

}  // namespace pay200::pgctl
