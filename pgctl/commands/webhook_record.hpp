#pragma once
// How webhooks and their endpoints are shown.

#include <vector>

#include "core/webhook/webhook_service.hpp"
#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

Listing listing_of(const std::vector<WebhookDelivery>& deliveries);
Listing listing_of(const std::vector<WebhookEndpoint>& endpoints);
Details details_of(const WebhookDelivery& delivery);

}  // namespace pay200::pgctl
