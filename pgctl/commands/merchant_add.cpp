// pgctl merchant add
#include "core/merchant/merchant_origin.hpp"
#include "core/merchant/merchant_service.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/merchant_options.hpp"
#include "pgctl/commands/merchant_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

/// One business may well have several shops, but the same shop added twice is a slip.
void note_others(Session& session, MerchantService& merchants, const Merchant& added) {
  std::string others;
  for (const auto id : merchants.merchants_of_business(added.live, added.business_number)) {
    if (id != added.id) others += (others.empty() ? "" : ", ") + to_text(id);
  }
  if (!others.empty()) {
    session.note("this business number is also that of " + others);
  }
}

ExitStatus run(Session& session, const MerchantOptions& options) {
  if (session.live() && !options.fee_basis_points) {
    throw Failure(ExitStatus::kUsage, "a live merchant's fee must be said: --fee-basis-points");
  }
  const auto terms = changes_from(options);
  const auto origins = origins_from("--allow-origin", options.allow_origins);
  MerchantService merchants(session.database(), session.clock());
  MerchantService::NewMerchant wanted;
  terms.apply_to(wanted);
  wanted.live = session.live();
  const auto added = merchants.add_merchant(wanted);
  if (!added) throw failure_of(added.error());
  MerchantOrigins list(session.database(), session.clock());
  for (const auto& origin : origins) list.allow_origin(added->id, origin).value();
  session.show(details_of(session, *added));
  note_others(session, merchants, *added);
  session.progress("`pgctl key issue --merchant " + to_text(added->id) + " --kind secret" +
                   (added->live ? " --live" : "") + "` makes its first key");
  return ExitStatus::kDone;
}

}  // namespace

void add_merchant_add(CommandTree& tree) {
  struct Options : MerchantOptions {
    std::string name_said, number_said;
  };
  auto options = std::make_shared<Options>();
  Command command = tree.verb("merchant", "add", "Add a merchant", [options](Session& session) {
    options->name = options->name_said;
    options->business_number = options->number_said;
    return run(session, *options);
  });
  command.required("--name", options->name_said, "NAME", "As shoppers see it, 1 to 60 characters")
      .required("--business-number", options->number_said, "NUMBER",
                "Business registration number, 123-45-67891");
  add_merchant_options(command, *options, nullptr);
  command.example(
      "pgctl merchant add --name 한빛서점 --business-number 220-81-62517 \\\n"
      "      --fee-basis-points 290\n\n"
      "In test mode there is no fee unless you say one. A new merchant's fee is\n"
      "refundable, it has no refund limit, and no page may use its client keys.");
}

}  // namespace pay200::pgctl
