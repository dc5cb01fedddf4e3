#pragma once
// What the requests for a merchant's transactions share.

#include "core/transaction/transaction_listing.hpp"
#include "fcgi-app/http/query.hpp"

namespace pay200::handlers {

/// search, from, to, type. What is wrong is kept in the query.
ListingFilter listing_filter_from(http::Query& query, MerchantId merchant_id);

}  // namespace pay200::handlers
