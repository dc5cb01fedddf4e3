// pgctl user reset-password
#include "core/platform/crypto/crypto.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/staff_record.hpp"
#include "pgctl/commands/user_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string login;
  bool staff = false, totp_too = false, yes = false;
};

ExitStatus reset_staff(Session& session, const Options& options) {
  StaffService staff(session.database(), session.clock(), session.config(), "");
  const StaffAccount account = staff_from(staff, options.login);
  require_yes(options.yes,
              std::string("set a one-time password for ") + description_of(account) +
                  (options.totp_too ? ", and forget its authenticator app" : ""),
              "The old one ends at once, and every session with it.");
  const std::string password = staff.reset_staff(account.id, options.totp_too);
  session.show(details_of(staff_from(staff, options.login), password));
  session.note("the one-time password is shown this once, and is changed at the next log-in");
  return ExitStatus::kDone;
}

ExitStatus run(Session& session, const Options& options) {
  if (options.staff) return reset_staff(session, options);
  if (options.totp_too) throw Failure(ExitStatus::kUsage, "--totp goes with --staff");
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
  tree.verb("user", "reset-password", "Set a shopper's password, or a one-time one for staff",
            [options](Session& session) { return run(session, *options); })
      .required("--login", options->login, "EMAIL", "What they log in with")
      .flag("--staff", options->staff, "Of the back office: a one-time password is made")
      .flag("--totp", options->totp_too, "Staff: the authenticator app is set up anew, too")
      .flag("--yes", options->yes, "Do not ask whether")
      .example(
          "pgctl user reset-password --login mina@example.com\n"
          "  pgctl user reset-password --staff --login jun@shop.example --totp\n\n"
          "Without a terminal, stdin holds a shopper's password on its first line.");
}

}  // namespace pay200::pgctl
