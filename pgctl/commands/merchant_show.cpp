// pgctl merchant show
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/merchant_record.hpp"

namespace pay200::pgctl {

void add_merchant_show(CommandTree& tree) {
  auto id = std::make_shared<std::string>();
  tree.verb("merchant", "show", "Show one merchant, of either mode",
            [id](Session& session) {
              session.show(details_of(session, merchant_from(session, *id)));
              return ExitStatus::kDone;
            })
      .argument("MERCHANT", *id, "The merchant's id, mer_...")
      .example("pgctl merchant show mer_0g7k2m1q");
}

}  // namespace pay200::pgctl
