// pgctl user unlock
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/staff_record.hpp"
#include "pgctl/commands/user_record.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string login;
  bool staff = false;
};

ExitStatus unlock_staff(Session& session, const std::string& login) {
  StaffService staff(session.database(), session.clock(), session.config(), "");
  staff.unlock_staff(staff_from(staff, login).id);
  session.show(details_of(staff_from(staff, login)));
  return ExitStatus::kDone;
}

ExitStatus run(Session& session, const Options& options) {
  if (options.staff) return unlock_staff(session, options.login);
  ShopperService shoppers(session.database(), session.clock(), session.config(), nullptr, "");
  shoppers.unlock_shopper(account_from(shoppers, session, options.login).id);
  session.show(details_of(account_from(shoppers, session, options.login)));
  return ExitStatus::kDone;
}

}  // namespace

void add_user_unlock(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("user", "unlock", "Let somebody log in again, after `user lock` or wrong passwords",
            [options](Session& session) { return run(session, *options); })
      .required("--login", options->login, "EMAIL", "What they log in with")
      .flag("--staff", options->staff, "Of the back office, not a shopper's")
      .example("pgctl user unlock --login mina@example.com");
}

}  // namespace pay200::pgctl
