#include "pgctl/commands/merchant_record.hpp"

#include "core/merchant/merchant_origin.hpp"

namespace pay200::pgctl {

std::string fee_text(const Merchant& merchant) {
  const int points = merchant.fee_basis_points;
  std::string text = std::to_string(points / 100);
  if (points % 100 != 0) {
    text += '.';
    text += static_cast<char>('0' + points % 100 / 10);
    if (points % 10 != 0) text += static_cast<char>('0' + points % 10);
  }
  return text + " %";
}

std::string description_of(const Merchant& merchant) {
  return std::string("the ") + (merchant.live ? "live" : "test") + " merchant " + merchant.name +
         " (" + to_text(merchant.id) + ")";
}

namespace {

Cell limit_cell(const Merchant& merchant) {
  const auto limit = merchant.refund_limit_minor;
  return limit ? amount_cell(Money{*limit, Currency::kKrw}) : Cell{nullptr, "none"};
}

Cell days_cell(const Merchant& merchant) {
  return {merchant.settlement_days, "D+" + std::to_string(merchant.settlement_days) + " bank days"};
}

Cell origins_cell(const std::vector<std::string>& origins) {
  std::string text;
  for (const auto& origin : origins) text += (text.empty() ? "" : ", ") + origin;
  return {origins, origins.empty() ? "none: no page may use its client keys" : text};
}

}  // namespace

Details details_of(const Merchant& merchant, const std::vector<std::string>& origins,
                   const std::optional<PayoutAccount>& account) {
  Details details;
  details.fields = {
      {"merchant", "Merchant", text_cell(to_text(merchant.id))},
      {"mode", "Mode", text_cell(merchant.live ? "live" : "test")},
      {"name", "Name", text_cell(merchant.name)},
      {"businessNumber", "Business number",
       text_cell(format_business_number(merchant.business_number))},
      {"status", "Status", text_cell(merchant.status)},
      {"feeBasisPoints", "Fee", {merchant.fee_basis_points, fee_text(merchant)}},
      {"feeFixed", "Fee, fixed", amount_cell(Money{merchant.fee_fixed_minor, Currency::kKrw})},
      {"feeRefundable", "Fee refundable", flag_cell(merchant.fee_refundable)},
      {"refundLimit", "Refund limit", limit_cell(merchant)},
      {"autoConfirm", "Auto-confirm", flag_cell(merchant.auto_confirm)},
      {"settlementDays", "Settlement", days_cell(merchant)},
      {"payoutAccount", "Paid to",
       account ? text_cell(account->masked()) : Cell{nullptr, "none: it cannot be paid"}},
      {"payoutAccountHolder", "... held by",
       account ? text_cell(account->holder) : optional_cell(std::nullopt)},
      {"payoutAccountVerifiedAt", "... verified",
       time_cell(account ? account->verified_at : std::nullopt)},
      {"payoutAccountVerifiedBy", "... by",
       optional_cell(account ? account->verified_by : std::nullopt)},
      {"origins", "Origins", origins_cell(origins)},
      {"representative", "Representative", optional_cell(merchant.representative)},
      {"address", "Address", optional_cell(merchant.address)},
      {"phone", "Phone", optional_cell(merchant.phone)},
      {"createdAt", "Created", time_cell(merchant.created_at)},
      {"statusChangedAt", "Status since", time_cell(merchant.status_changed_at)},
      {"statusReason", "Status reason", optional_cell(merchant.status_reason)},
      {"statusOperator", "Status set by", optional_cell(merchant.status_operator)},
  };
  return details;
}

Details details_of(Session& session, const Merchant& merchant) {
  MerchantOrigins origins(session.database(), session.clock());
  PayoutAccounts accounts(session.database(), session.clock());
  return details_of(merchant, origins.list_origins(merchant.id).value(),
                    accounts.find_account(merchant.id));
}

}  // namespace pay200::pgctl
