#pragma once
// Matches an acquirer's clearing file with what we have of that business day: funds what matches,
// decides what the file explains (an UNKNOWN that was charged, a refund without an answer), opens
// and ends disputes, and names every difference.
//
// Matching and funding are one commit: the run is there whole, or not at all. What is decided one
// by one comes after it, each in a commit of its own. So a run that was killed anywhere is run
// again with the same file, and ends as if it had not been. What cannot be decided holds up none of
// the others. Only one runs at a time.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"
#include "core/reconciliation/business_day_service.hpp"

namespace pay200 {

using ReconciliationId = TypedUuid<struct ReconciliationTag>;
using ReconciliationItemId = TypedUuid<struct ReconciliationItemTag>;
/// "rci_" and 26 characters.
std::string to_text(ReconciliationItemId id);
std::optional<ReconciliationItemId> reconciliation_item_id_from_text(std::string_view text);

struct Reconciliation {
  ReconciliationId id;
  std::string acquirer;
  std::chrono::year_month_day day{};
  std::string file_id, file_sha256;
  std::string state;  ///< "matched": something is still to be decided; "done"
  std::int64_t record_count = 0, matched_count = 0;
  std::int64_t funded_minor = 0, acquirer_fee_minor = 0;
  std::int64_t decided_count = 0;    ///< charges, refunds and disputes that the file explained
  std::int64_t undecided_count = 0;  ///< run again to go on
  std::int64_t difference_count = 0;
  std::string by_operator;
  Time started_at;
  std::optional<Time> finished_at;

  bool reconciles() const { return difference_count == 0 && undecided_count == 0; }
};

/// What is no plain match.
struct ReconciliationItem {
  MerchantId merchant_id;
  ReconciliationItemId id;
  std::chrono::year_month_day day{};  ///< the run's
  /// missing_here, missing_there, amount_differs, status_differs, duplicate; charged, refund_found,
  /// refund_not_found, disputed, dispute_reversed
  std::string kind;
  /// "open": a difference; "waiting": a void under way explains it; "closed": a later run has found
  /// it, or a person has cleared it up or set it aside; "undecided", "decided"
  std::string state;
  std::optional<std::int64_t> line;
  std::optional<PaymentId> payment_id;
  std::optional<TransactionId> transaction_id;
  std::string rrn;
  std::optional<std::int64_t> ours_minor, theirs_minor;
  std::optional<std::string> reference;
  std::string detail;
};

class ReconciliationService {
 public:
  /// `database` has at least two connections, and patience.
  ReconciliationService(db::Database& database, const Clock& clock);

  struct Request {
    Config::Acquirer acquirer;
    std::chrono::year_month_day day{};
    std::string file;
    std::string by_operator;
    bool dry_run = false;  ///< match and tell, and leave everything as it was
  };
  /// How far it is: what is being done, of how many, how many so far. Without a total, of how many;
  /// what it takes is not known before it is done.
  using Progress =
      std::function<void(const char* what, std::optional<std::int64_t> total, std::int64_t done)>;

  enum class Ending {
    kRan,
    kRanBefore,    ///< the same file, whole: nothing changed
    kLockHeld,     ///< another run is at work
    kNotClosed,    ///< the day is not closed
    kFileRefused,  ///< and nothing of it was taken
    kOtherFile,    ///< the day was reconciled with another file, or the file with another day
  };
  struct Answer {
    Ending ending = Ending::kRan;
    std::string why;  ///< of a refusal, fit for a person
    std::optional<Reconciliation> run;
    std::vector<ReconciliationItem> items;  ///< at most kMostItems
    /// Why what is still undecided could not be decided: "rci_... of mer_...: ..."
    std::vector<std::string> failed;
    /// Disputes whose time is over and that could not be ended: "dsp_...: ..." The next run tries
    /// again, as it takes those whose payment was busy, which are not named.
    std::vector<std::string> not_lapsed;
  };
  static constexpr std::size_t kMostItems = 1'000;

  /// Throws as db::Database does.
  Answer reconcile(const Request& request, const Progress& progress);

  std::optional<Reconciliation> get(ReconciliationId id);
  std::optional<Reconciliation> find(const std::string& acquirer, std::chrono::year_month_day day);
  /// The latest day first.
  std::vector<Reconciliation> list(const std::string& acquirer, std::size_t most);
  /// Differences first.
  std::vector<ReconciliationItem> items_of(ReconciliationId id, std::size_t most);
  /// Open ones of earlier days, the oldest first.
  std::vector<ReconciliationItem> open_items(const std::string& acquirer,
                                             std::chrono::year_month_day before, std::size_t most);

  /// A person has cleared up an open difference, or sets aside what could not be decided: then it
  /// is not funded, and a run with nothing else undecided is done. The item as it is then; nothing:
  /// no open or undecided one has this id. `reason`: 1 to 200 characters on one line; else
  /// kInvalidRequest.
  Result<std::optional<ReconciliationItem>> close_difference(ReconciliationItemId id,
                                                             const std::string& reason,
                                                             const std::string& by_operator);

 private:
  Answer reconcile_alone(const Request& request, const Progress& progress);
  std::optional<Answer> match(const Request& request, const ClosedBusinessDay& closed,
                              ReconciliationId id, const Progress& progress, Answer& dry);
  void decide(const Request& request, ReconciliationId id, const Progress& progress,
              std::vector<std::string>& failed);
  void lapse_disputes(const Request& request, std::vector<std::string>& failed);

  db::Database& database_;
  const Clock& clock_;
};

}  // namespace pay200
