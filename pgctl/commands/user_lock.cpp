// pgctl user lock
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/staff_record.hpp"
#include "pgctl/commands/user_record.hpp"
#include "pgctl/confirmation.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string login;
  bool staff = false, yes = false;
};

ExitStatus lock_staff(Session& session, const Options& options) {
  StaffService staff(session.database(), session.clock(), session.config(), "");
  const StaffAccount account = staff_from(staff, options.login);
  if (!account.locked_at) {
    require_yes(options.yes, "lock " + description_of(account),
                "It is logged out everywhere and cannot log in until unlocked.");
  }
  const bool newly = staff.lock_staff(account.id);
  session.show(details_of(staff_from(staff, options.login)));
  if (!newly) session.note("it had been locked before; nothing changed");
  return ExitStatus::kDone;
}

ExitStatus run(Session& session, const Options& options) {
  if (options.staff) return lock_staff(session, options);
  ShopperService shoppers(session.database(), session.clock(), session.config(), nullptr, "");
  const ShopperAccount account = account_from(shoppers, session, options.login);
  if (!account.locked_at) {
    require_yes(options.yes, "lock " + description_of(account),
                "It is logged out everywhere and cannot log in or pay until unlocked.");
  }
  const bool newly = shoppers.lock_shopper(account.id);
  session.show(details_of(account_from(shoppers, session, options.login)));
  if (!newly) session.note("it had been locked before; nothing changed");
  return ExitStatus::kDone;
}

}  // namespace

void add_user_lock(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("user", "lock", "Lock an account: logged out everywhere, no log-in",
            [options](Session& session) { return run(session, *options); })
      .required("--login", options->login, "EMAIL", "What they log in with")
      .flag("--staff", options->staff, "Of the back office, not a shopper's")
      .flag("--yes", options->yes, "Do not ask")
      .example("pgctl user lock --login mina@example.com");
}

}  // namespace pay200::pgctl
