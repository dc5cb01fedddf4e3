#include "pgctl/commands/transaction_options.hpp"

#include "pgctl/arguments.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

TransactionType type_from(const std::string& text) {
  if (text == "PAYMENT") return TransactionType::kPayment;
  return text == "CANCEL" ? TransactionType::kCancel : TransactionType::kRefund;
}

}  // namespace

void add_transaction_options(Command& command, TransactionOptions& options) {
  command.optional("--merchant", options.merchant, "ID", "Of this merchant, mer_... (all)")
      .optional("--from", options.from, "DATE", "From this day on, in Seoul: 2026-11-22")
      .optional("--to", options.to, "DATE", "To the end of this day")
      .optional_choice("--type", options.type, {"PAYMENT", "CANCEL", "REFUND"}, "")
      .optional("--name", options.name, "TEXT", "Part of order name, order id or customer");
}

TransactionFilter transaction_filter_from(Session& session, const TransactionOptions& options) {
  TransactionFilter filter;
  filter.live = session.live();
  if (options.merchant) {
    const Merchant merchant = merchant_from(session, *options.merchant);
    require_mode(session, merchant);
    filter.merchant_id = merchant.id;
  }
  if (options.from) filter.from = start_of_seoul_day(day_from("--from", *options.from));
  if (options.to) {
    filter.to = start_of_seoul_day(day_from("--to", *options.to)) + std::chrono::days(1);
  }
  if (filter.from && filter.to && *filter.to <= *filter.from) {
    throw Failure(ExitStatus::kUsage, "--to is before --from");
  }
  if (options.type) filter.type = type_from(*options.type);
  filter.name = options.name;
  return filter;
}

}  // namespace pay200::pgctl
