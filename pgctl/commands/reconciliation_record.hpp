#pragma once
// Reconciliations as the verbs of `reconcile` show them.

#include "core/reconciliation/reconciliation_service.hpp"
#include "pgctl/output/record.hpp"
#include "pgctl/session.hpp"

namespace pay200::pgctl {

/// `on`: the day on which an open item's age is counted.
Details details_of(const ReconciliationItem& item);
Details details_of(const Reconciliation& run, const std::vector<ReconciliationItem>& items,
                   const std::vector<ReconciliationItem>& older, std::chrono::year_month_day on);
/// If there may be more of them than were asked for.
void note_what_is_left_out(Session& session, const std::vector<ReconciliationItem>& items,
                           const std::vector<ReconciliationItem>& older);
Listing listing_of(const std::vector<Reconciliation>& runs);

}  // namespace pay200::pgctl
