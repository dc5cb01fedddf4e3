// pgctl merchant list
#include "core/merchant/merchant_service.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/merchant_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kMostListed = 10'000;

struct Options {
  std::optional<std::int64_t> limit;
};

Listing listing_of(const std::vector<Merchant>& merchants, const std::string& mode) {
  using Narrow = Column::Narrow;
  Listing listing;
  listing.columns = {{"merchant", "MERCHANT"},
                     {"name", "NAME", Column::Align::kLeft, Narrow::kCut},
                     {"businessNumber", "BUSINESS NO"},
                     {"status", "STATUS"},
                     {"feeBasisPoints", "FEE", Column::Align::kRight},
                     {"feeFixed", "FIXED", Column::Align::kRight, Narrow::kDropped},
                     {"createdAt", "CREATED", Column::Align::kLeft, Narrow::kDropped}};
  for (const auto& merchant : merchants) {
    listing.rows.push_back({text_cell(to_text(merchant.id)),
                            text_cell(merchant.name),
                            text_cell(format_business_number(merchant.business_number)),
                            text_cell(merchant.status),
                            {merchant.fee_basis_points, fee_text(merchant)},
                            amount_cell(Money{merchant.fee_fixed_minor, Currency::kKrw}),
                            time_cell(merchant.created_at)});
  }
  listing.when_empty = "No " + mode + " merchants. `pgctl merchant add" +
                       (mode == "live" ? " --live" : "") + "` adds one.";
  return listing;
}

ExitStatus run(Session& session, const Options& options) {
  const std::int64_t limit = options.limit.value_or(kMostListed);
  if (limit < 1 || limit > kMostListed) {
    throw Failure(ExitStatus::kUsage, "--limit: 1 to " + std::to_string(kMostListed));
  }
  MerchantService service(session.database(), session.clock());
  // One more than asked for tells whether there are more.
  auto merchants = service.list_merchants(session.live(), static_cast<std::size_t>(limit) + 1);
  const bool more = merchants.size() > static_cast<std::size_t>(limit);
  if (more) merchants.resize(static_cast<std::size_t>(limit));
  session.show(listing_of(merchants, session.mode()));
  if (more) session.note("there are more than these " + std::to_string(limit) + "; see --limit");
  return ExitStatus::kDone;
}

}  // namespace

void add_merchant_list(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("merchant", "list", "List the merchants of a mode, newest first",
            [options](Session& session) { return run(session, *options); })
      .optional("--limit", options->limit, "N", "At most so many (10000)")
      .example("pgctl merchant list --live --output csv");
}

}  // namespace pay200::pgctl
