// pgctl payout confirm
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/payout_record.hpp"

namespace pay200::pgctl {

void add_payout_confirm(CommandTree& tree) {
  static constexpr PayoutEnding kEnding = {
      "confirm", "The bank has paid it; the money has left the trust account.",
      &PayoutService::confirm_payout};
  auto options = std::make_shared<PayoutEndOptions>();
  Command command =
      tree.verb("payout", "confirm", "The bank has paid a payout that was sent",
                [options](Session& session) { return end_payout(session, *options, kEnding); });
  add_payout_end_options(command, *options, "The bank's number of the transfer");
  command.example("pgctl payout confirm pyo_... --reference 20261201-000123");
}

}  // namespace pay200::pgctl
