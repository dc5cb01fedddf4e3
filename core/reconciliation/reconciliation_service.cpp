#include "core/reconciliation/reconciliation_service.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "core/platform/log.hpp"
#include "core/platform/utf8.hpp"
#include "core/reconciliation/business_day_store.hpp"
#include "core/reconciliation/clearing_file.hpp"
#include "core/reconciliation/reconciliation_store.hpp"

namespace pay200 {
namespace {

/// How long a dispute may be contested, in the acquirers' contracts.
constexpr std::chrono::days kRespond{10};

using Answer = ReconciliationService::Answer;
using Ending = ReconciliationService::Ending;

/// Ends the transaction without a commit: what it found is in the answer.
struct LeaveAsItWas {};

Answer refused(Ending ending, std::string why) {
  Answer answer;
  answer.ending = ending;
  answer.why = std::move(why);
  return answer;
}

constexpr std::string_view kItemPrefix = "rci_";
constexpr std::size_t kMostReasonCharacters = 200;

/// Records that a file of its size can have.
std::optional<std::int64_t> records_in(const std::string& path) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  if (error) return std::nullopt;
  constexpr auto kNoRecords = ClearingFile::kLineBytes + ClearingFile::kTrailerBytes;
  if (bytes < kNoRecords) return 0;
  return static_cast<std::int64_t>((bytes - kNoRecords) / ClearingFile::kLineBytes);
}

}  // namespace

std::string to_text(ReconciliationItemId id) {
  const auto& bytes = id.value.bytes;
  return std::string(kItemPrefix) +
         base32_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::optional<ReconciliationItemId> reconciliation_item_id_from_text(std::string_view text) {
  ReconciliationItemId id;
  if (!text.starts_with(kItemPrefix)) return std::nullopt;
  const auto bytes = base32_decode(text.substr(kItemPrefix.size()));
  if (!bytes || bytes->size() != id.value.bytes.size()) return std::nullopt;
  std::ranges::copy(*bytes, id.value.bytes.begin());
  return id;
}

ReconciliationService::ReconciliationService(db::Database& database, const Clock& clock)
    : database_(database), clock_(clock) {}

Answer ReconciliationService::reconcile(const Request& request, const Progress& progress) {
  Answer answer;
  database_.run_transaction("reconcile", [&](db::Transaction& lease) {
    // The lease lasts as long as this transaction, and so as long as this process at most.
    answer = reconciliation_store::take_reconciliation_lease(lease)
                 ? reconcile_alone(request, progress)
                 : refused(Ending::kLockHeld, "another reconciliation is running");
  });
  return answer;
}

Answer ReconciliationService::reconcile_alone(const Request& request, const Progress& progress) {
  const std::string& acquirer = request.acquirer.name;
  const std::string day = to_text(request.day);
  const auto closed = business_day_store::find_business_day(database_, acquirer, request.day);
  if (!closed) {
    return refused(Ending::kNotClosed, "the day " + day + " of " + acquirer + " is not closed");
  }
  auto before = find(acquirer, request.day);
  const auto id = before ? before->id : ReconciliationId::make(clock_.now());
  Answer answer;
  if (const auto refusal = match(request, *closed, id, progress, answer)) return *refusal;
  if (request.dry_run) return answer;
  if (!before || before->state != "done") {
    decide(request, id, progress, answer.failed);
    const bool finished = reconciliation_store::finish_reconciliation(database_, id, clock_.now());
    log::info("reconciled", {{"acquirer", acquirer},
                             {"business_day", day},
                             {"not_decided", std::to_string(answer.failed.size())},
                             {"finished", finished ? "yes" : "no"}});
  }
  // Of a file that is done, too: what did not lapse then is tried again, and named again.
  lapse_disputes(request, answer.not_lapsed);
  answer.ending = before ? Ending::kRanBefore : Ending::kRan;
  answer.run = get(id);
  answer.items = items_of(id, kMostItems);
  return answer;
}

/// Nothing: it has been matched, now or before. With dry_run, `dry` has what would have been.
std::optional<Answer> ReconciliationService::match(const Request& request,
                                                   const ClosedBusinessDay& closed,
                                                   ReconciliationId id, const Progress& progress,
                                                   Answer& dry) {
  const std::string& acquirer = request.acquirer.name;
  const auto before = find(acquirer, request.day);
  std::optional<Answer> refusal;
  try {
    database_.run_transaction("match", [&](db::Transaction& transaction) {
      const auto refuse = [&](Ending ending, std::string why) {
        refusal = refused(ending, std::move(why));
        throw LeaveAsItWas{};
      };
      ClearingFile file(request.file);
      const auto header = file.header();
      if (!header) refuse(Ending::kFileRefused, header.error().detail);
      if (header->acquirer_id != request.acquirer.acquirer_id) {
        refuse(Ending::kFileRefused, request.file + ":1: acquirer: \"" + header->acquirer_id +
                                         "\" is not " + acquirer + ", which is \"" +
                                         request.acquirer.acquirer_id + "\"");
      }
      if (header->day != request.day) {
        refuse(Ending::kFileRefused, request.file + ":1: business day: the file is of " +
                                         to_text(header->day) + ", not of " + to_text(request.day));
      }
      if (before && before->file_id != header->file_id) {
        refuse(Ending::kOtherFile, to_text(request.day) + " has been reconciled with the file " +
                                       before->file_id + "; this one is " + header->file_id);
      }
      const auto total = records_in(request.file);
      progress("reading the file", total, 0);
      const auto copied = reconciliation_store::copy_clearing_records(
          transaction, file, [&](std::int64_t done) { progress("reading the file", total, done); });
      if (!copied) refuse(Ending::kFileRefused, copied.error().detail);
      if (before) {
        if (before->file_sha256 != file.sha256()) {
          refuse(Ending::kOtherFile, "the file " + before->file_id +
                                         " has been reconciled before, and had other contents");
        }
        throw LeaveAsItWas{};
      }
      const auto other = reconciliation_store::day_of_file(transaction, acquirer, header->file_id);
      if (other) {
        refuse(Ending::kOtherFile,
               "the file " + header->file_id + " was reconciled as " + to_text(*other) + "'s");
      }
      const reconciliation_store::Day day{id, acquirer, request.day, closed.cut_off_at};
      const Time now = clock_.now();
      const std::int64_t records = file.records();
      progress("matching", std::nullopt, records);
      std::int64_t matched = reconciliation_store::match_clearing_file(transaction, day, records);
      progress("sorting the rest", std::nullopt, records - matched);
      matched += reconciliation_store::sort_clearing_rest(transaction, day, now);
      progress("looking for what is missing", std::nullopt, 0);
      reconciliation_store::list_missing(transaction, day, now);
      progress("posting", std::nullopt, 0);
      reconciliation_store::fund_cleared(transaction, day, header->file_id, file, matched,
                                         request.by_operator, now);
      if (!request.dry_run) return;
      dry.run = reconciliation_store::find_in(transaction, id);
      dry.items = reconciliation_store::items_in(transaction, id, kMostItems);
      throw LeaveAsItWas{};
    });
  } catch (const LeaveAsItWas&) {
    if (request.dry_run && before) {
      dry.ending = Ending::kRanBefore;
      dry.run = before;
      dry.items = items_of(id, kMostItems);
    }
  }
  return refusal;
}

void ReconciliationService::decide(const Request& request, ReconciliationId id,
                                   const Progress& progress, std::vector<std::string>& failed) {
  const auto items = reconciliation_store::undecided_items(database_, id);
  const auto total = static_cast<std::int64_t>(items.size());
  std::int64_t done = 0;
  for (const auto& item : items) {
    const Time now = clock_.now();
    const std::chrono::year_month_day respond_by = std::chrono::sys_days{request.day} + kRespond;
    try {
      reconciliation_store::decide_item(database_, item, Uuid::make_v7(now), respond_by, now);
    } catch (const std::exception& error) {
      if (!database_.reachable()) throw;
      const std::string name = to_text(item.item_id);
      failed.push_back(name + " of " + to_text(item.merchant_id) + ": " + error.what());
      log::error("item_not_decided", {{"item", name}, {"why", error.what()}});
    }
    progress("deciding", total, ++done);
  }
}

void ReconciliationService::lapse_disputes(const Request& request,
                                           std::vector<std::string>& failed) {
  const auto disputes =
      reconciliation_store::disputes_to_lapse(database_, request.acquirer.name, request.day);
  for (const auto& dispute : disputes) {
    const std::string name = to_text(dispute);
    try {
      const auto outcome =
          reconciliation_store::lapse_dispute(database_, dispute, request.day, clock_.now());
      if (outcome == "busy") log::info("dispute_left_to_next_run", {{"dispute", name}});
    } catch (const std::exception& error) {
      if (!database_.reachable()) throw;
      failed.push_back(name + ": " + error.what());
      log::error("dispute_not_lapsed", {{"dispute", name}, {"why", error.what()}});
    }
  }
}

std::optional<Reconciliation> ReconciliationService::get(ReconciliationId id) {
  return reconciliation_store::get_reconciliation(database_, id);
}

std::optional<Reconciliation> ReconciliationService::find(const std::string& acquirer,
                                                          std::chrono::year_month_day day) {
  return reconciliation_store::find_reconciliation(database_, acquirer, day);
}

std::vector<Reconciliation> ReconciliationService::list(const std::string& acquirer,
                                                        std::size_t most) {
  return reconciliation_store::list_reconciliations(database_, acquirer, most);
}

std::vector<ReconciliationItem> ReconciliationService::items_of(ReconciliationId id,
                                                                std::size_t most) {
  return reconciliation_store::items_of_reconciliation(database_, id, most);
}

std::vector<ReconciliationItem> ReconciliationService::open_items(
    const std::string& acquirer, std::chrono::year_month_day before, std::size_t most) {
  return reconciliation_store::open_reconciliation_items(database_, acquirer, before, most);
}

Result<std::optional<ReconciliationItem>> ReconciliationService::close_difference(
    ReconciliationItemId id, const std::string& reason, const std::string& by_operator) {
  if (!is_one_line(reason, kMostReasonCharacters)) {
    return Error{.code = ErrorCode::kInvalidRequest,
                 .param = "reason",
                 .detail = "1 to 200 characters on one line"};
  }
  const Time now = clock_.now();
  return reconciliation_store::close_difference(
      database_, {id, Uuid::make_v7(now).to_string(), reason, by_operator}, now);
}

}  // namespace pay200
