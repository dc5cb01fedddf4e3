#include "pgctl/commands/merchant_options.hpp"

#include <algorithm>

#include "core/merchant/merchant_origin.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {

void add_merchant_options(Command& command, MerchantOptions& options, MerchantRemovals* removals) {
  command.optional("--fee-basis-points", options.fee_basis_points, "N", "Our fee, 290 is 2.9 %")
      .optional("--fee-fixed", options.fee_fixed, "AMOUNT", "... and this much on each payment")
      .either("--fee-refundable", "--no-fee-refundable", options.fee_refundable,
              "The fee comes back with a refund", "... or it does not")
      .optional("--refund-limit", options.refund_limit, "AMOUNT",
                "How far refunds may exceed what\nthe merchant has coming");
  if (removals != nullptr) {
    command.flag("--no-refund-limit", removals->refund_limit, "... or as far as they go");
  }
  command
      .optional("--settlement-days", options.settlement_days, "N",
                "Paid out on the N-th bank day behind a\nbusiness day, 1 to 30 (D+2)")
      .either("--auto-confirm", "--no-auto-confirm", options.auto_confirm,
              "What its pages create is charged\nwithout its server's confirm",
              "... or waits for that")
      .repeated("--allow-origin", options.allow_origins, "ORIGIN",
                "Pages of https://shop.example may use\nits client keys; may be repeated");
  if (removals != nullptr) {
    command.repeated("--remove-origin", removals->origins, "ORIGIN",
                     "... or no longer; may be repeated");
  }
  command.optional("--representative", options.representative, "NAME", "On receipts: 대표자")
      .optional("--address", options.address, "TEXT", "On receipts: 주소")
      .optional("--phone", options.phone, "NUMBER", "On receipts: 전화");
}

MerchantService::MerchantChanges changes_from(const MerchantOptions& options) {
  MerchantService::MerchantChanges changes;
  changes.name = options.name;
  changes.business_number = options.business_number;
  if (options.fee_basis_points) {
    changes.fee_basis_points = basis_points_from(*options.fee_basis_points);
  }
  changes.fee_fixed_minor = options.fee_fixed;
  changes.fee_refundable = options.fee_refundable;
  if (options.refund_limit && *options.refund_limit < 0) {
    throw Failure(ExitStatus::kUsage, "--refund-limit: 0 to " + std::to_string(kMaxAmountMinor));
  }
  changes.refund_limit_minor = options.refund_limit;
  changes.auto_confirm = options.auto_confirm;
  if (options.settlement_days) {
    changes.settlement_days = settlement_days_from(*options.settlement_days);
  }
  changes.representative = options.representative;
  changes.address = options.address;
  changes.phone = options.phone;
  auto checked = MerchantService::checked_changes(changes);
  if (!checked) throw failure_of(checked.error());
  return *std::move(checked);
}

std::vector<std::string> origins_from(const char* option, const std::vector<std::string>& texts) {
  std::vector<std::string> origins;
  for (const auto& text : texts) {
    auto origin = parse_origin(text);
    if (!origin) {
      throw Failure(ExitStatus::kUsage,
                    std::string(option) + ": \"" + text + "\": " + origin.error().detail);
    }
    if (std::find(origins.begin(), origins.end(), *origin) == origins.end()) {
      origins.push_back(*std::move(origin));
    }
  }
  return origins;
}

}  // namespace pay200::pgctl
