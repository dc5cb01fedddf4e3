// pgctl merchant suspend
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/merchant_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string merchant, reason;
  bool yes = false;
};

ExitStatus run(Session& session, const Options& options) {
  const Merchant merchant = merchant_from(session, options.merchant);
  require_mode(session, merchant);
  if (merchant.status == "active") {
    require_yes(options.yes, "suspend " + description_of(merchant),
                "It sells nothing more; what is on its way ends, cancels and refunds go on.");
  }
  MerchantService merchants(session.database(), session.clock());
  const auto suspended =
      merchants.suspend_merchant(merchant.id, options.reason, operator_name(std::nullopt));
  if (!suspended) throw failure_of(suspended.error());
  session.show(details_of(session, merchant_from(session, options.merchant)));
  if (!*suspended) session.note("it had been suspended before; nothing changed");
  return ExitStatus::kDone;
}

}  // namespace

void add_merchant_suspend(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("merchant", "suspend", "Stop a merchant from selling, until it is resumed",
            [options](Session& session) { return run(session, *options); })
      .argument("MERCHANT", options->merchant, "The merchant's id, mer_...")
      .required("--reason", options->reason, "TEXT", "Why, 1 to 200 characters")
      .flag("--yes", options->yes, "Do not ask")
      .example("pgctl merchant suspend mer_0g7k2m1q --reason \"chargebacks, case 311\"");
}

}  // namespace pay200::pgctl
