// pgctl dispute show
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/dispute_record.hpp"

namespace pay200::pgctl {

void add_dispute_show(CommandTree& tree) {
  auto dispute = std::make_shared<std::string>();
  tree.verb("dispute", "show", "Show a dispute",
            [dispute](Session& session) {
              const Dispute found = dispute_from(session, *dispute);
              const Merchant merchant = merchant_from(session, to_text(found.key.merchant_id));
              session.show(details_of(found, merchant.name));
              return ExitStatus::kDone;
            })
      .argument("DISPUTE", *dispute, "The dispute's id, dsp_...")
      .example("pgctl dispute show dsp_...");
}

}  // namespace pay200::pgctl
