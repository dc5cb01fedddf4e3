// pgctl merchant resume
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
  if (merchant.status != "active") {
    require_yes(options.yes, "resume " + description_of(merchant), "It can sell again at once.");
  }
  MerchantService merchants(session.database(), session.clock());
  const auto resumed =
      merchants.resume_merchant(merchant.id, options.reason, operator_name(std::nullopt));
  if (!resumed) throw failure_of(resumed.error());
  session.show(details_of(session, merchant_from(session, options.merchant)));
  if (!*resumed) session.note("it was not suspended; nothing changed");
  return ExitStatus::kDone;
}

}  // namespace

void add_merchant_resume(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("merchant", "resume", "Let a suspended merchant sell again",
            [options](Session& session) { return run(session, *options); })
      .argument("MERCHANT", options->merchant, "The merchant's id, mer_...")
      .required("--reason", options->reason, "TEXT", "Why, 1 to 200 characters")
      .flag("--yes", options->yes, "Do not ask")
      .example("pgctl merchant resume mer_0g7k2m1q --reason \"case 311 closed\"");
}

}  // namespace pay200::pgctl
