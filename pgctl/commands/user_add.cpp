// pgctl user add
#include "core/platform/crypto/crypto.hpp"
#include "core/shopper/shopper_service.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/user_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  bool shopper = false;
  std::string login, name;
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

ExitStatus run(Session& session, const Options& options) {
  if (!options.shopper) {
    throw Failure(ExitStatus::kUsage, "say whose account it is: --shopper");
  }
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

}  // namespace

void add_user_add(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("user", "add", "Add an account; password and PIN are asked for",
            [options](Session& session) { return run(session, *options); })
      .flag("--shopper", options->shopper, "A shopper's account")
      .required("--login", options->login, "EMAIL", "What they log in with")
      .required("--name", options->name, "NAME", "1 to 60 characters")
      .example(
          "pgctl user add --shopper --login mina@example.com --name 김민아\n\n"
          "Without a terminal, stdin holds the password on its first line and\n"
          "the PIN on its second.");
}

}  // namespace pay200::pgctl
