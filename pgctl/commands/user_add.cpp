// pgctl user add
#include "core/platform/crypto/crypto.hpp"
#include "core/shopper/shopper_service.hpp"
#include "core/staff/member_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/staff_record.hpp"
#include "pgctl/commands/user_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  bool shopper = false, staff = false;
  std::string login, name;
  std::optional<std::string> merchant, role;
};

Details details_of(const NewShopper& shopper, ShopperId id) {
  Details details;
  details.fields = {
      {"shopper", "Shopper", text_cell(to_text(id))},
      {"mode", "Mode", text_cell(shopper.live ? "live" : "test")},
      {"login", "Log-in", text_cell(shopper.login_id)},
      {"name", "Name", text_cell(shopper.name)},
  };
  return details;
}

Details details_of(const MemberService::Added& added, const Merchant& merchant) {
  const Member& member = added.member;
  Details details;
  details.fields = {
      {"staff", "Staff", text_cell(to_text(member.staff_id))},
      {"merchant", "Merchant", {to_text(merchant.id), merchant.name}},
      {"mode", "Mode", text_cell(merchant.live ? "live" : "test")},
      {"login", "Log-in", text_cell(member.login_id)},
      {"name", "Name", text_cell(member.name)},
      {"role", "Role", text_cell(std::string(to_text(member.role)))},
  };
  if (added.one_time_password) {
    details.fields.push_back(
        {"oneTimePassword", "One-time password", text_cell(*added.one_time_password)});
  }
  return details;
}

ExitStatus add_shopper(Session& session, const Options& options) {
  ShopperService shoppers(session.database(), session.clock(), session.config(), nullptr,
                          pin_key_of(session));
  NewShopper shopper;
  shopper.live = session.live();
  shopper.login_id = options.login;
  shopper.name = options.name;
  shopper.password = asked_for("password", "8 to 128 characters");
  shopper.pin = asked_for("PIN", "six digits");
  const auto id = shoppers.create_shopper(shopper);
  crypto::cleanse(shopper.password);
  crypto::cleanse(shopper.pin);
  if (!id) throw failure_of(id.error());
  session.show(details_of(shopper, *id));
  return ExitStatus::kDone;
}

ExitStatus add_staff(Session& session, const Options& options) {
  if (!options.merchant || !options.role) {
    throw Failure(ExitStatus::kUsage, "say where and as what: --merchant and --role");
  }
  const Merchant merchant = merchant_from(session, *options.merchant);
  require_mode(session, merchant);
  MemberService members(session.database(), session.clock(), session.config());
  const auto added = members.add_member(
      {merchant.id, options.login, options.name, staff_role_from_text(*options.role).value()});
  if (!added) throw failure_of(added.error());
  session.show(details_of(*added, merchant));
  session.note(added->one_time_password
                   ? "the one-time password is shown this once; it is good for the first log-in"
                   : "the account was there already, and keeps its password");
  return ExitStatus::kDone;
}

ExitStatus run(Session& session, const Options& options) {
  if (options.shopper == options.staff) {
    throw Failure(ExitStatus::kUsage, "say whose account it is: --shopper or --staff");
  }
  if (options.shopper && (options.merchant || options.role)) {
    throw Failure(ExitStatus::kUsage, "--merchant and --role go with --staff");
  }
  return options.staff ? add_staff(session, options) : add_shopper(session, options);
}

}  // namespace

void add_user_add(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("user", "add", "Add a shopper's account, or one of a merchant's staff",
            [options](Session& session) { return run(session, *options); })
      .flag("--shopper", options->shopper, "A shopper's; password and PIN are asked for")
      .flag("--staff", options->staff, "Of a merchant's staff; its first password is made")
      .required("--login", options->login, "EMAIL", "What they log in with")
      .required("--name", options->name, "NAME", "1 to 60 characters")
      .optional("--merchant", options->merchant, "ID", "Staff: where they work, mer_...")
      .optional_choice("--role", options->role, {"owner", "manager", "viewer"},
                       "Staff: what they may do")
      .example(
          "pgctl user add --shopper --login mina@example.com --name 김민아\n"
          "  pgctl user add --staff --login jun@shop.example --name 이준 \\\n"
          "      --merchant mer_0g7k2m1q --role owner\n\n"
          "Without a terminal, stdin holds a shopper's password on its first line\n"
          "and the PIN on its second.");
}

}  // namespace pay200::pgctl
