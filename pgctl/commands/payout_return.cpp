// pgctl payout return
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/payout_record.hpp"

namespace pay200::pgctl {

void add_payout_return(CommandTree& tree) {
  static constexpr PayoutEnding kEnding = {
      "return", "The bank has sent it back; the merchant's next settlement has it as a line.",
      &PayoutService::return_payout};
  auto options = std::make_shared<PayoutEndOptions>();
  Command command =
      tree.verb("payout", "return", "The bank has sent a payout back",
                [options](Session& session) { return end_payout(session, *options, kEnding); });
  add_payout_end_options(command, *options, "Why, in the bank's words");
  command.example(
      "pgctl payout return pyo_... --reference \"해지된 계좌\"\n\n"
      "Look at the merchant's account before its next settlement is paid.");
}

}  // namespace pay200::pgctl
