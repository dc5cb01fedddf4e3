// pgctl user unlock
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/user_record.hpp"

namespace pay200::pgctl {
namespace {

ExitStatus run(Session& session, const std::string& login) {
  ShopperService shoppers(session.database(), session.clock(), session.config(), nullptr, "");
  shoppers.unlock_shopper(account_from(shoppers, session, login).id);
  session.show(details_of(account_from(shoppers, session, login)));
  return ExitStatus::kDone;
}

}  // namespace

void add_user_unlock(CommandTree& tree) {
  auto login = std::make_shared<std::string>();
  tree.verb("user", "unlock", "Let a shopper log in again, after `user lock` or wrong passwords",
            [login](Session& session) { return run(session, *login); })
      .required("--login", *login, "EMAIL", "What they log in with")
      .example("pgctl user unlock --login mina@example.com");
}

}  // namespace pay200::pgctl
