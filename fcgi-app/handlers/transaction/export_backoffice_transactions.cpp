#include <chrono>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>

#include "fcgi-app/handlers/handlers.hpp"
#include "fcgi-app/handlers/transaction/listing_request.hpp"
#include "fcgi-app/render/transaction_csv.hpp"

namespace pay200::handlers {
namespace {

/// Each holds one of the worker's threads for as long as its reader takes: one a merchant, so that
/// nobody's reader takes the files away from the others.
constexpr std::size_t kMostAtOnce = 3;
constexpr int kRetryAfterS = 5;
/// Ten million rows and a slow line; who reads more slowly holds the thread for no reason.
constexpr std::chrono::minutes kLongest{10};

class Turn {
 public:
  explicit Turn(MerchantId merchant) : merchant_(merchant) {
    const std::scoped_lock lock(mutex());
    taken_ = running().size() < kMostAtOnce && running().insert(merchant).second;
  }
  ~Turn() {
    if (!taken_) return;
    const std::scoped_lock lock(mutex());
    running().erase(merchant_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  bool taken() const { return taken_; }

 private:
  static std::mutex& mutex() {
    static std::mutex mutex;
    return mutex;
  }
  static std::set<MerchantId>& running() {
    static std::set<MerchantId> running;
    return running;
  }

  MerchantId merchant_;
  bool taken_;
};

/// A page of the listing after the other, so that no more than one is ever in memory, and neither a
/// connection nor a snapshot of the database is held while the reader takes its time.
class Export {
 public:
  Export(db::Database& database, ListingFilter filter, Language language,
         std::unique_ptr<Turn> turn)
      : listing_(database),
        filter_(std::move(filter)),
        language_(language),
        turn_(std::move(turn)) {}

  std::string next_part() {
    if (done_) return {};
    if (std::chrono::steady_clock::now() - begun_ > kLongest) {
      throw std::runtime_error("the reader of an export took longer than ten minutes");
    }
    const ListingPage page = listing_.page(filter_, cursor_, TransactionListing::kMostPerPage);
    cursor_ = page.older;
    done_ = !page.older;
    std::string part;
    for (const Transaction& transaction : page.transactions) {
      part += render::transaction_csv_line(transaction, language_);
    }
    return part;
  }

 private:
  TransactionListing listing_;
  ListingFilter filter_;
  Language language_;
  std::unique_ptr<Turn> turn_;
  std::optional<ListingCursor> cursor_;
  bool done_ = false;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

Language language_in(http::Query& query, Language otherwise) {
  const auto text = query.optional_text("lang");
  if (!text) return otherwise;
  if (*text != "ko" && *text != "en") query.refuse("lang", "must be one of: ko, en");
  return *text == "en" ? Language::kEnglish : Language::kKorean;
}

}  // namespace

HandlerResult export_backoffice_transactions(Services& services, const http::Call& call,
                                             const StaffMember& who) {
  auto query = http::Query::parse(call.request.query());
  if (!query) return query.error();
  ListingFilter filter = listing_filter_from(*query, who.merchant_id);
  const Language language = language_in(*query, call.language);
  if (query->error()) return *query->error();
  auto turn = std::make_unique<Turn>(who.merchant_id);
  if (!turn->taken()) {
    Error busy{ErrorCode::kTooManyRequests};
    busy.retry_after_s = kRetryAfterS;
    return busy;
  }
  const auto rest =
      std::make_shared<Export>(services.database, std::move(filter), language, std::move(turn));
  http::Response response{
      200,
      {{"Content-Type", "text/csv; charset=utf-8"},
       {"Content-Disposition", "attachment; filename=\"transactions-" +
                                   to_text(seoul_day(services.clock.now())) + ".csv\""}},
      render::transaction_csv_head(language)};
  response.next_part = [rest] { return rest->next_part(); };
  return response;
}

}  // namespace pay200::handlers
