#pragma once
// Disputes as the verbs of `dispute` show them.

#include "core/dispute/dispute_service.hpp"
#include "pgctl/output/record.hpp"
#include "pgctl/session.hpp"

namespace pay200::pgctl {

/// kNotFound, with the way to find out which there are.
Dispute dispute_from(Session& session, const std::string& text);
Details details_of(const Dispute& dispute, const std::string& merchant_name);
Listing listing_of(const std::vector<Dispute>& disputes);

}  // namespace pay200::pgctl
