// pgctl webhook resend
#include "core/webhook/webhook_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/webhook_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

ExitStatus run(Session& session, const std::string& text) {
  const WebhookKey key = webhook_key_from(text);
  WebhookService webhooks(session.database(), session.clock(), "", false);
  const auto known = webhooks.get_delivery(key);
  if (!known) {
    throw Failure(exit_status(known.error().code),
                  "webhook " + text + " not found; `pgctl webhook list --merchant ID` shows them");
  }
  require_mode(session, merchant_from(session, to_text(key.merchant_id)));
  const auto resent = webhooks.resend(key);
  if (!resent) throw failure_of(resent.error());
  session.show(details_of(*resent));
  session.note("the relay sends it now, under the same id");
  return ExitStatus::kDone;
}

}  // namespace

void add_webhook_resend(CommandTree& tree) {
  auto webhook = std::make_shared<std::string>();
  tree.verb("webhook", "resend", "Send a webhook again, under the same id",
            [webhook](Session& session) { return run(session, *webhook); })
      .argument("WEBHOOK", *webhook, "Its id, msg_...")
      .example("pgctl webhook resend msg_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr");
}

}  // namespace pay200::pgctl
