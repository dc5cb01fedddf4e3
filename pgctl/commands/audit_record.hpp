#pragma once
// How acts and their chains are shown.

#include <vector>

#include "core/audit/audit_service.hpp"
#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

Listing listing_of(const std::vector<AuditAct>& acts);
Details details_of(const AuditService::Verified& verified);
Listing listing_of(const std::vector<AuditFault>& faults);

}  // namespace pay200::pgctl
