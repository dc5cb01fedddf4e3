#include "pgctl/commands/settlement_record.hpp"

namespace pay200::pgctl {
namespace {

using Align = Column::Align;
using Narrow = Column::Narrow;

Cell payout_cell(const Settlement& settlement) {
  return settlement.payout ? text_cell(to_text(settlement.payout->key))
                           : Cell{nullptr, "none: nothing to pay"};
}

Cell state_cell(const Settlement& settlement) {
  return settlement.payout ? text_cell(to_text(settlement.payout->state))
                           : optional_cell(std::nullopt);
}

Listing listing_of(const Settlement& settlement, const std::vector<SettlementLine>& lines) {
  Listing listing;
  listing.columns = {{"type", "TYPE"},
                     {"occurredAt", "TIME", Align::kLeft, Narrow::kDropped},
                     {"businessDay", "DAY"},
                     {"orderId", "ORDER", Align::kLeft, Narrow::kCut},
                     {"amount", "AMOUNT", Align::kRight},
                     {"fee", "FEE", Align::kRight},
                     {"vat", "VAT", Align::kRight},
                     {"settledAmount", "SETTLED", Align::kRight},
                     {"payment", "PAYMENT", Align::kLeft, Narrow::kForScripts},
                     {"transaction", "TRANSACTION", Align::kLeft, Narrow::kForScripts}};
  const auto amount = [&settlement](std::int64_t minor) {
    return amount_cell(Money{minor, settlement.currency});
  };
  for (const auto& line : lines) {
    listing.rows.push_back(
        {text_cell(to_text(line.type)), time_cell(line.occurred_at),
         text_cell(to_text(line.business_day)), text_cell(line.order_id), amount(line.amount),
         amount(line.fee), amount(line.vat), amount(line.payable),
         optional_cell(line.payment ? std::optional(to_text(*line.payment)) : std::nullopt),
         optional_cell(line.transaction ? std::optional(to_text(*line.transaction))
                                        : std::nullopt)});
  }
  return listing;
}

}  // namespace

Listing listing_of(const std::vector<Settlement>& settlements) {
  Listing listing;
  listing.columns = {{"settlement", "SETTLEMENT"},
                     {"merchant", "MERCHANT", Align::kLeft, Narrow::kDropped},
                     {"businessDay", "DAY"},
                     {"dueDay", "DUE"},
                     {"net", "NET", Align::kRight, Narrow::kDropped},
                     {"payoutAmount", "PAYOUT", Align::kRight},
                     {"payoutState", "STATE", Align::kLeft, Narrow::kDropped},
                     {"lines", "LINES", Align::kRight, Narrow::kDropped}};
  for (const auto& settlement : settlements) {
    const auto amount = [&settlement](std::int64_t minor) {
      return amount_cell(Money{minor, settlement.currency});
    };
    listing.rows.push_back(
        {text_cell(to_text(settlement.key)), text_cell(to_text(settlement.key.merchant_id)),
         text_cell(to_text(settlement.business_day)), text_cell(to_text(settlement.due_day)),
         amount(settlement.figures.net), amount(settlement.figures.payout), state_cell(settlement),
         number_cell(settlement.lines)});
  }
  return listing;
}

Listing listing_of_preview(const std::vector<Settlement>& settlements) {
  Listing listing = listing_of(settlements);
  for (std::size_t i = 0; i < listing.columns.size(); ++i) {
    Column& column = listing.columns[i];
    if (column.key == "merchant") column.narrow = Narrow::kKept;
    if (column.key != "settlement" && column.key != "payoutState") continue;
    column.narrow = Narrow::kForScripts;
    for (auto& row : listing.rows) row[i] = optional_cell(std::nullopt);
  }
  return listing;
}

Details details_of(const Settlement& settlement, const std::vector<SettlementLine>& lines) {
  const SettlementFigures& figures = settlement.figures;
  const auto amount = [&settlement](std::int64_t minor) {
    return amount_cell(Money{minor, settlement.currency});
  };
  Details details;
  details.fields = {
      {"settlement", "Settlement", text_cell(to_text(settlement.key))},
      {"merchant", "Merchant", text_cell(to_text(settlement.key.merchant_id))},
      {"businessDay", "Business day", text_cell(to_text(settlement.business_day))},
      {"dueDay", "Due", text_cell(to_text(settlement.due_day))},
      {"currency", "Currency", text_cell(to_text(settlement.currency))},
      {"gross", "Payments", amount(figures.gross)},
      {"canceled", "Cancels", amount(figures.canceled)},
      {"refunded", "Refunds", amount(figures.refunded)},
      {"fee", "Fee", amount(figures.fee)},
      {"vat", "VAT on fee", amount(figures.vat)},
      {"disputed", "Disputes lost", amount(figures.disputed)},
      {"returned", "Payouts returned", amount(figures.returned)},
      {"carriedIn", "Carried in", amount(figures.carried_in)},
      {"net", "Net", amount(figures.net)},
      {"payoutAmount", "Payout", amount(figures.payout)},
      {"carriedOut", "Carried on", amount(figures.carried_out)},
      {"payout", "Payout id", payout_cell(settlement)},
      {"payoutState", "Payout state", state_cell(settlement)},
      {"createdAt", "Made", time_cell(settlement.created_at)},
  };
  details.parts.push_back({"lines", "Lines", listing_of(settlement, lines)});
  return details;
}

}  // namespace pay200::pgctl
