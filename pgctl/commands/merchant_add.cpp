// pgctl merchant add
#include "core/merchant/merchant_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/merchant_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string name, business_number;
  std::optional<std::int64_t> fee_basis_points, fee_fixed;
  std::optional<std::string> representative, address, phone;
  bool auto_confirm = false;
};

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

ExitStatus run(Session& session, const Options& options) {
  if (session.live() && !options.fee_basis_points) {
    throw Failure(ExitStatus::kUsage, "a live merchant's fee must be said: --fee-basis-points");
  }
  MerchantService merchants(session.database(), session.clock());
  MerchantService::NewMerchant asked;
  asked.live = session.live();
  asked.name = options.name;
  asked.business_number = options.business_number;
  asked.fee_basis_points = basis_points_from(options.fee_basis_points.value_or(0));
  asked.fee_fixed_minor = options.fee_fixed.value_or(0);
  asked.auto_confirm = options.auto_confirm;
  asked.representative = options.representative;
  asked.address = options.address;
  asked.phone = options.phone;
  const auto added = merchants.add_merchant(asked);
  if (!added) throw failure_of(added.error());
  session.show(details_of(*added));
  note_others(session, merchants, *added);
  session.progress("`pgctl key issue --merchant " + to_text(added->id) + " --kind secret" +
                   (added->live ? " --live" : "") + "` makes its first key");
  return ExitStatus::kDone;
}

}  // namespace

void add_merchant_add(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("merchant", "add", "Add a merchant",
            [options](Session& session) { return run(session, *options); })
      .required("--name", options->name, "NAME", "As shoppers see it, 1 to 60 characters")
      .required("--business-number", options->business_number, "NUMBER",
                "Business registration number, 123-45-67891")
      .optional("--fee-basis-points", options->fee_basis_points, "N",
                "Our fee, 290 is 2.9 % (test mode: 0)")
      .optional("--fee-fixed", options->fee_fixed, "AMOUNT", "... and this much on each (0)")
      .flag("--auto-confirm", options->auto_confirm,
            "What its pages create needs no server's confirm")
      .optional("--representative", options->representative, "NAME", "For receipts (대표자)")
      .optional("--address", options->address, "TEXT", "For receipts")
      .optional("--phone", options->phone, "NUMBER", "For receipts")
      .example(
          "pgctl merchant add --name 한빛서점 --business-number 220-81-62517 \\\n"
          "      --fee-basis-points 290");
}

}  // namespace pay200::pgctl
