#include "pgctl/commands/webhook_record.hpp"

namespace pay200::pgctl {
namespace {

using enum Column::Align;
using enum Column::Narrow;

/// "REFUSED 500"
Cell last_cell(const WebhookDelivery& delivery) {
  if (!delivery.last_outcome) return optional_cell(std::nullopt);
  Cell cell = text_cell(*delivery.last_outcome);
  if (delivery.last_status) cell.text += " " + std::to_string(*delivery.last_status);
  return cell;
}

Cell status_cell(const WebhookDelivery& delivery) {
  if (!delivery.last_status) return optional_cell(std::nullopt);
  return number_cell(*delivery.last_status);
}

Cell types_cell(const WebhookEndpoint& endpoint) {
  if (endpoint.event_types.empty()) return {Texts(), "all"};
  Texts types;
  std::string text;
  for (const WebhookEventType type : endpoint.event_types) {
    types.emplace_back(to_text(type));
    text.append(text.empty() ? "" : ", ").append(to_text(type));
  }
  return {types, text};
}

Cell state_cell(const WebhookEndpoint& endpoint) {
  if (endpoint.enabled) return text_cell("enabled");
  return {"disabled", "disabled: " + endpoint.disabled_reason.value_or("")};
}

}  // namespace

Listing listing_of(const std::vector<WebhookDelivery>& deliveries) {
  Listing listing;
  listing.columns = {{"webhook", "WEBHOOK"},
                     {"endpoint", "ENDPOINT", kLeft, kDropped},
                     {"eventType", "EVENT", kLeft, kCut},
                     {"status", "STATUS"},
                     {"tries", "TRIES", kRight, kDropped},
                     {"lastOutcome", "LAST", kLeft, kDropped},
                     {"lastHttpStatus", "HTTP", kRight, kForScripts},
                     {"createdAt", "CREATED", kLeft, kDropped},
                     {"nextAttemptAt", "NEXT", kLeft, kDropped}};
  for (const WebhookDelivery& delivery : deliveries) {
    listing.rows.push_back({text_cell(to_text(delivery.key)),
                            text_cell(to_text(delivery.endpoint_id)),
                            text_cell(to_text(delivery.type)), text_cell(to_text(delivery.state)),
                            number_cell(delivery.tries), last_cell(delivery), status_cell(delivery),
                            time_cell(delivery.created_at), time_cell(delivery.next_attempt_at)});
  }
  return listing;
}

Listing listing_of(const std::vector<WebhookEndpoint>& endpoints) {
  Listing listing;
  listing.columns = {{"endpoint", "ENDPOINT"},
                     {"url", "URL", kLeft, kCut},
                     {"state", "STATE", kLeft, kDropped},
                     {"eventTypes", "EVENTS", kLeft, kDropped},
                     {"previousSecretUntil", "OLD SECRET UNTIL", kLeft, kForScripts},
                     {"createdAt", "CREATED", kLeft, kDropped}};
  for (const WebhookEndpoint& endpoint : endpoints) {
    listing.rows.push_back({text_cell(to_text(endpoint.id)), text_cell(endpoint.url),
                            state_cell(endpoint), types_cell(endpoint),
                            time_cell(endpoint.previous_secret_until),
                            time_cell(endpoint.created_at)});
  }
  return listing;
}

Details details_of(const WebhookDelivery& delivery) {
  Details details;
  details.fields = {
      {"webhook", "Webhook", text_cell(to_text(delivery.key))},
      {"endpoint", "Endpoint", text_cell(to_text(delivery.endpoint_id))},
      {"eventType", "Event", text_cell(to_text(delivery.type))},
      {"status", "Status", text_cell(to_text(delivery.state))},
      {"tries", "Tries", number_cell(delivery.tries)},
      {"lastOutcome", "Last", last_cell(delivery)},
      {"lastHttpStatus", "HTTP status", status_cell(delivery)},
      {"createdAt", "Created", time_cell(delivery.created_at)},
      {"nextAttemptAt", "Next try", time_cell(delivery.next_attempt_at)},
  };
  return details;
}

}  // namespace pay200::pgctl
