// pgctl tx cancel
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/give_back.hpp"

namespace pay200::pgctl {

void add_tx_cancel(CommandTree& tree) {
  auto options = std::make_shared<GiveBack>();
  Command command = tree.verb("tx", "cancel", "Cancel a payment: all that is left of it goes back",
                              [options](Session& session) { return give_back(session, *options); });
  add_give_back_options(command, *options);
  command.example("pgctl tx cancel pay_... --reason \"out of stock\"");
}

}  // namespace pay200::pgctl
