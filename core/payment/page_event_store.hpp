#pragma once
// The statement behind page_event. Only core/payment calls it.

#include <vector>

#include "core/payment/page_event.hpp"

namespace pay200::page_event_store {

/// As page_events_after.
std::vector<std::vector<PageEvent>> events_of_payments(db::Database& database,
                                                       const std::vector<PageEventCursor>& cursors);

}  // namespace pay200::page_event_store
