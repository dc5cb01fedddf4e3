// pgctl tx refund, which also stands at the top: pgctl refund
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/give_back.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

void add_refund_below(CommandTree& tree, const char* noun, const std::string& typed) {
  auto options = std::make_shared<GiveBack>();
  Command command =
      tree.verb(noun, "refund", "Give a part of a payment back", [options](Session& session) {
        if (options->amount) return give_back(session, *options);
        throw Failure(ExitStatus::kUsage,
                      "say how much: --amount; all that is left goes back "
                      "with `pgctl tx cancel`");
      });
  command.optional("--amount", options->amount, "AMOUNT", "How much, in won (required)");
  add_give_back_options(command, *options);
  command.example(typed +
                  " pay_... --amount 5000 --reason \"one cup\" \\\n"
                  "      --expect-balance 11000");
}

}  // namespace

void add_tx_refund(CommandTree& tree) { add_refund_below(tree, "tx", "pgctl tx refund"); }

void add_refund(CommandTree& tree) { add_refund_below(tree, "", "pgctl refund"); }

}  // namespace pay200::pgctl
