#include "core/webhook/webhook_store.hpp"

#include <algorithm>

#include "core/platform/assert.hpp"

namespace pay200::webhook_store {
namespace {

template <class Id>
Id id_from(const pqxx::row& row, const char* column) {
  const auto id = Id::from_sql(db::text(row, column));
  PAY200_ASSERT(id);
  return *id;
}

std::vector<std::string> type_texts(const std::vector<WebhookEventType>& types) {
  std::vector<std::string> texts;
  for (const WebhookEventType type : types) texts.emplace_back(to_text(type));
  return texts;
}

WebhookEventType type_from(const std::string& text) {
  const auto type = webhook_event_type_from_text(text);
  PAY200_ASSERT(type);
  return *type;
}

/// string_agg's, since reading arrays is not the same in libpqxx 6 and 7.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::optional<int> optional_number(const pqxx::row& row, const char* column) {
  if (!db::optional_text(row, column)) return std::nullopt;
  return static_cast<int>(db::number(row, column));
}

WebhookEndpoint endpoint_from(const pqxx::row& row) {
  WebhookEndpoint endpoint;
  endpoint.merchant_id = MerchantId{db::number(row, "merchant_id")};
  endpoint.id = id_from<WebhookEndpointId>(row, "endpoint_id");
  endpoint.url = db::text(row, "url");
  endpoint.description = db::optional_text(row, "description");
  for (const auto& word : words_of(db::text(row, "types"))) {
    endpoint.event_types.push_back(type_from(word));
  }
  endpoint.enabled = db::text(row, "state") == "enabled";
  endpoint.disabled_reason = db::optional_text(row, "disabled_reason");
  endpoint.previous_secret_until = db::optional_time(row, "previous_until");
  endpoint.created_at = db::time(row, "created_at");
  return endpoint;
}

WebhookDelivery delivery_from(const pqxx::row& row) {
  WebhookDelivery delivery;
  delivery.key = {MerchantId{db::number(row, "merchant_id")},
                  id_from<WebhookDeliveryId>(row, "delivery_id")};
  delivery.endpoint_id = id_from<WebhookEndpointId>(row, "endpoint_id");
  delivery.type = type_from(db::text(row, "event_type"));
  const std::string state = db::text(row, "state");
  delivery.state = state == "pending"     ? WebhookState::kPending
                   : state == "delivered" ? WebhookState::kDelivered
                                          : WebhookState::kFailed;
  delivery.tries = static_cast<int>(db::number(row, "tries"));
  delivery.last_attempt_at = db::optional_time(row, "last_attempt_at");
  delivery.last_outcome = db::optional_text(row, "last_outcome");
  delivery.last_status = optional_number(row, "last_status");
  delivery.next_attempt_at = db::optional_time(row, "next_at");
  delivery.created_at = db::time(row, "created_at");
  return delivery;
}

const char* sql_text(WebhookState state) {
  switch (state) {
    case WebhookState::kPending:
      return "pending";
    case WebhookState::kDelivered:
      return "delivered";
    case WebhookState::kFailed:
      return "failed";
  }
  PAY200_ASSERT(!"a state");
}

const char* sql_text(WebhookFate fate) {
  switch (fate) {
    case WebhookFate::kDelivered:
      return "delivered";
    case WebhookFate::kRetry:
      return "retry";
    case WebhookFate::kFailed:
      return "failed";
    case WebhookFate::kGone:
      return "gone";
  }
  PAY200_ASSERT(!"a fate");
}

db::Params key_params(const WebhookKey& key) {
  db::Params params;
  params.add(key.merchant_id).add(key.delivery_id);
  return params;
}

}  // namespace

bool create_webhook_endpoint(db::Database& database, const WebhookEndpoint& endpoint,
                             const crypto::Sealed& secret, int most) {
  static constexpr db::Statement kStatement = {"create_webhook_endpoint", R"(
      SELECT create_webhook_endpoint($1::bigint, $2::uuid, $3::text, $4::text, $5::text[],
                                     $6::bytea, $7::bytea, $8::integer, $9::timestamptz)
      AS outcome)"};
  db::Params params;
  params.add(endpoint.merchant_id)
      .add(endpoint.id)
      .add(endpoint.url)
      .add(endpoint.description)
      .add(type_texts(endpoint.event_types))
      .add_bytes(secret.nonce)
      .add_bytes(secret.ciphertext)
      .add(most)
      .add(endpoint.created_at);
  return db::text(database.call(kStatement, params)[0], "outcome") == "created";
}

std::vector<WebhookEndpoint> list_webhook_endpoints(db::Database& database,
                                                    MerchantId merchant_id) {
  static constexpr db::Statement kStatement = {"list_webhook_endpoints", R"(
      SELECT merchant_id, endpoint_id, url, description, array_to_string(event_types, ' ') AS types,
             state, disabled_reason, previous_until, created_at
      FROM webhook_endpoint WHERE merchant_id = $1::bigint AND listens_until IS NULL
      ORDER BY endpoint_id)"};
  std::vector<WebhookEndpoint> endpoints;
  for (const auto& row : database.read(kStatement, db::Params().add(merchant_id))) {
    endpoints.push_back(endpoint_from(row));
  }
  return endpoints;
}

std::optional<WebhookEndpoint> find_webhook_endpoint(db::Database& database, MerchantId merchant_id,
                                                     WebhookEndpointId id) {
  static constexpr db::Statement kStatement = {"find_webhook_endpoint", R"(
      SELECT merchant_id, endpoint_id, url, description, array_to_string(event_types, ' ') AS types,
             state, disabled_reason, previous_until, created_at
      FROM webhook_endpoint
      WHERE merchant_id = $1::bigint AND endpoint_id = $2::uuid AND listens_until IS NULL)"};
  const auto found = database.read(kStatement, db::Params().add(merchant_id).add(id));
  if (found.empty()) return std::nullopt;
  return endpoint_from(found[0]);
}

bool update_webhook_endpoint(db::Database& database, MerchantId merchant_id, WebhookEndpointId id,
                             const WebhookService::Change& change) {
  static constexpr db::Statement kStatement = {"update_webhook_endpoint", R"(
      SELECT update_webhook_endpoint($1::bigint, $2::uuid, $3::text, $4::text, $5::text[], $6::text)
      AS found)"};
  db::Params params;
  params.add(merchant_id).add(id).add(change.url).add(change.description);
  if (change.event_types) {
    params.add(type_texts(*change.event_types));
  } else {
    params.add_null();
  }
  if (change.enabled) {
    params.add(*change.enabled ? "enabled" : "disabled");
  } else {
    params.add_null();
  }
  return db::flag(database.call(kStatement, params)[0], "found");
}

bool delete_webhook_endpoint(db::Database& database, MerchantId merchant_id, WebhookEndpointId id,
                             bool listener) {
  static constexpr db::Statement kStatement = {
      "delete_webhook_endpoint",
      "SELECT delete_webhook_endpoint($1::bigint, $2::uuid, $3::boolean) AS found"};
  const auto params = db::Params().add(merchant_id).add(id).add(listener);
  return db::flag(database.call(kStatement, params)[0], "found");
}

bool rotate_webhook_secret(db::Database& database, MerchantId merchant_id, WebhookEndpointId id,
                           const crypto::Sealed& secret, Time previous_until, Time now) {
  static constexpr db::Statement kStatement = {"rotate_webhook_secret", R"(
      SELECT rotate_webhook_secret($1::bigint, $2::uuid, $3::bytea, $4::bytea, $5::timestamptz,
                                   $6::timestamptz) AS found)"};
  db::Params params;
  params.add(merchant_id)
      .add(id)
      .add_bytes(secret.nonce)
      .add_bytes(secret.ciphertext)
      .add(previous_until)
      .add(now);
  return db::flag(database.call(kStatement, params)[0], "found");
}

Wanted wanted_webhooks(db::Database& database, MerchantId merchant_id, Time now) {
  static constexpr db::Statement kStatement = {"wanted_webhooks", R"(
      SELECT array_to_string(event_types, ' ') AS types FROM webhook_endpoint
      WHERE merchant_id = $1::bigint AND state = 'enabled'
        AND (listens_until IS NULL OR listens_until > $2::timestamptz))"};
  Wanted wanted;
  for (const auto& row : database.read(kStatement, db::Params().add(merchant_id).add(now))) {
    const auto words = words_of(db::text(row, "types"));
    wanted.all |= words.empty();
    wanted.types.insert(wanted.types.end(), words.begin(), words.end());
  }
  return wanted;
}

std::vector<WebhookDeliveryId> publish_webhook(db::Database& database, const NewWebhook& webhook,
                                               Time now) {
  static constexpr db::Statement kStatement = {"publish_webhook", R"(
      SELECT publish_webhook($1::bigint, $2::uuid, $3::text, $4::text, $5::uuid, $6::timestamptz)
      AS delivery_id)"};
  db::Params params;
  params.add(webhook.merchant_id)
      .add(webhook.event_id)
      .add(to_text(webhook.type))
      .add(webhook.body)
      .add(webhook.only)
      .add(now);
  std::vector<WebhookDeliveryId> ids;
  for (const auto& row : database.call(kStatement, params)) {
    ids.push_back(id_from<WebhookDeliveryId>(row, "delivery_id"));
  }
  return ids;
}

std::vector<WebhookDelivery> list_webhook_deliveries(db::Database& database,
                                                     const WebhookFilter& filter,
                                                     std::size_t most) {
  static constexpr db::Statement kStatement = {"list_webhook_deliveries", R"(
      SELECT d.merchant_id, d.delivery_id, d.endpoint_id, d.event_type, d.state, d.tries,
             d.last_attempt_at, d.last_outcome, d.last_status, d.created_at, q.next_at
      FROM webhook_delivery d
      LEFT JOIN webhook_queue q ON q.merchant_id = d.merchant_id AND q.delivery_id = d.delivery_id
      WHERE d.merchant_id = $1::bigint AND d.delivery_id < $2::uuid
        AND ($3::uuid IS NULL OR d.endpoint_id = $3::uuid)
        AND ($4::text IS NULL OR d.state = $4::text)
      ORDER BY d.delivery_id DESC LIMIT $5::bigint)"};
  static constexpr const char* kBehindAll = "ffffffff-ffff-ffff-ffff-ffffffffffff";
  db::Params params;
  params.add(filter.merchant_id)
      .add(filter.after ? filter.after->to_sql() : std::string(kBehindAll))
      .add(filter.endpoint_id);
  if (filter.state) {
    params.add(sql_text(*filter.state));
  } else {
    params.add_null();
  }
  params.add(static_cast<std::int64_t>(most));
  std::vector<WebhookDelivery> deliveries;
  for (const auto& row : database.read(kStatement, params)) {
    deliveries.push_back(delivery_from(row));
  }
  return deliveries;
}

std::vector<WebhookDelivery> list_webhooks_of_payment(db::Database& database,
                                                      const PaymentKey& payment) {
  static constexpr db::Statement kStatement = {"list_webhooks_of_payment", R"(
      SELECT d.merchant_id, d.delivery_id, d.endpoint_id, d.event_type, d.state, d.tries,
             d.last_attempt_at, d.last_outcome, d.last_status, d.created_at, q.next_at
      FROM payment_event e
      JOIN webhook_delivery d ON d.merchant_id = $1::bigint AND d.event_id = e.event_id
      LEFT JOIN webhook_queue q ON q.merchant_id = d.merchant_id AND q.delivery_id = d.delivery_id
      WHERE e.merchant_id = $1::bigint AND e.payment_id = $2::uuid
      ORDER BY d.delivery_id DESC)"};
  std::vector<WebhookDelivery> deliveries;
  for (const auto& row :
       database.read(kStatement, db::Params().add(payment.merchant_id).add(payment.payment_id))) {
    deliveries.push_back(delivery_from(row));
  }
  return deliveries;
}

std::optional<WebhookDelivery> find_webhook_delivery(db::Database& database,
                                                     const WebhookKey& key) {
  static constexpr db::Statement kStatement = {"find_webhook_delivery", R"(
      SELECT d.merchant_id, d.delivery_id, d.endpoint_id, d.event_type, d.state, d.tries,
             d.last_attempt_at, d.last_outcome, d.last_status, d.created_at, q.next_at
      FROM webhook_delivery d
      LEFT JOIN webhook_queue q ON q.merchant_id = d.merchant_id AND q.delivery_id = d.delivery_id
      WHERE d.merchant_id = $1::bigint AND d.delivery_id = $2::uuid)"};
  const auto found = database.read(kStatement, key_params(key));
  if (found.empty()) return std::nullopt;
  return delivery_from(found[0]);
}

std::string webhook_body_of(db::Database& database, const WebhookKey& key) {
  static constexpr db::Statement kStatement = {
      "webhook_body_of",
      "SELECT body FROM webhook_delivery WHERE merchant_id = $1::bigint AND delivery_id = "
      "$2::uuid"};
  const auto found = database.read(kStatement, key_params(key));
  return found.empty() ? std::string() : db::text(found[0], "body");
}

std::vector<WebhookAttempt> list_webhook_attempts(db::Database& database, const WebhookKey& key) {
  static constexpr db::Statement kStatement = {"list_webhook_attempts", R"(
      SELECT outcome, http_status, answer, started_at, duration_ms FROM webhook_attempt
      WHERE merchant_id = $1::bigint AND delivery_id = $2::uuid ORDER BY attempt_id)"};
  std::vector<WebhookAttempt> attempts;
  for (const auto& row : database.read(kStatement, key_params(key))) {
    attempts.push_back({db::text(row, "outcome"), optional_number(row, "http_status"),
                        db::text(row, "answer"), db::time(row, "started_at"),
                        std::chrono::milliseconds(db::number(row, "duration_ms"))});
  }
  return attempts;
}

std::string resend_webhook(db::Database& database, const WebhookKey& key, Time now) {
  static constexpr db::Statement kStatement = {
      "resend_webhook", "SELECT resend_webhook($1::bigint, $2::uuid, $3::timestamptz) AS outcome"};
  return db::text(database.call(kStatement, key_params(key).add(now))[0], "outcome");
}

// From one endpoint to the next by the index, whose first row of each is the one that is due first.
std::vector<WebhookTarget> due_webhook_endpoints(db::Database& database, const WebhookTarget& after,
                                                 std::size_t most, Time now) {
  static constexpr db::Statement kStatement = {"due_webhook_endpoints", R"(
      WITH RECURSIVE found AS (
          (SELECT merchant_id, endpoint_id, next_at FROM webhook_queue
           WHERE (merchant_id, endpoint_id) > ($1::bigint, $2::uuid)
           ORDER BY merchant_id, endpoint_id, next_at LIMIT 1)
          UNION ALL
          SELECT n.merchant_id, n.endpoint_id, n.next_at
          FROM found CROSS JOIN LATERAL (
              SELECT q.merchant_id, q.endpoint_id, q.next_at FROM webhook_queue q
              WHERE (q.merchant_id, q.endpoint_id) > (found.merchant_id, found.endpoint_id)
              ORDER BY q.merchant_id, q.endpoint_id, q.next_at LIMIT 1) n)
      SELECT f.merchant_id, f.endpoint_id
      FROM found f JOIN webhook_endpoint e
        ON e.merchant_id = f.merchant_id AND e.endpoint_id = f.endpoint_id
      WHERE f.next_at <= $4::timestamptz AND e.listens_until IS NULL AND e.state = 'enabled'
      ORDER BY f.merchant_id, f.endpoint_id LIMIT $3::bigint)"};
  db::Params params;
  params.add(after.merchant_id)
      .add(after.endpoint_id)
      .add(static_cast<std::int64_t>(most))
      .add(now);
  std::vector<WebhookTarget> targets;
  for (const auto& row : database.read(kStatement, params)) {
    targets.push_back({MerchantId{db::number(row, "merchant_id")},
                       id_from<WebhookEndpointId>(row, "endpoint_id")});
  }
  return targets;
}

std::vector<Claimed> claim_webhooks(db::Database& database, const WebhookTarget& target,
                                    std::size_t most, Time lease_until, Time now) {
  static constexpr db::Statement kStatement = {"claim_webhooks", R"(
      SELECT * FROM claim_webhooks($1::bigint, $2::uuid, $3::integer, $4::timestamptz,
                                   $5::timestamptz))"};
  db::Params params;
  params.add(target.merchant_id)
      .add(target.endpoint_id)
      .add(static_cast<std::int64_t>(most))
      .add(lease_until)
      .add(now);
  std::vector<Claimed> claimed;
  for (const auto& row : database.call(kStatement, params)) {
    Claimed one;
    one.delivery_id = id_from<WebhookDeliveryId>(row, "delivery_id");
    one.tries = static_cast<int>(db::number(row, "tries"));
    one.body = db::text(row, "body");
    one.url = db::text(row, "url");
    one.secret = {db::bytes(row, "secret_nonce"), db::bytes(row, "secret_ciphertext")};
    if (auto nonce = db::optional_bytes(row, "previous_nonce")) {
      one.previous = {*std::move(nonce), db::bytes(row, "previous_ciphertext")};
    }
    claimed.push_back(std::move(one));
  }
  return claimed;
}

void record_webhook_attempt(db::Database& database, const WebhookResult& result,
                            const WebhookDecision& decision) {
  static constexpr db::Statement kStatement = {"record_webhook_attempt", R"(
      SELECT record_webhook_attempt($1::bigint, $2::uuid, $3::uuid, $4::integer, $5::text,
                                    $6::integer, $7::text, $8::timestamptz, $9::integer, $10::text,
                                    $11::timestamptz))"};
  db::Params params = key_params(result.key);
  params.add(result.attempt_id)
      .add(result.tries)
      .add(to_text(result.outcome))
      .add(result.http_status)
      .add(result.answer)
      .add(result.started_at)
      .add(static_cast<std::int64_t>(result.duration.count()))
      .add(sql_text(decision.fate))
      .add(decision.next_at);
  database.call(kStatement, params);
}

std::vector<MerchantId> merchants_with_lost_listeners(db::Database& database, Time now) {
  static constexpr db::Statement kStatement = {"merchants_with_lost_listeners", R"(
      SELECT DISTINCT merchant_id FROM webhook_endpoint WHERE listens_until <= $1::timestamptz)"};
  std::vector<MerchantId> merchants;
  for (const auto& row : database.read(kStatement, db::Params().add(now))) {
    merchants.push_back({db::number(row, "merchant_id")});
  }
  return merchants;
}

void forget_webhook_listeners(db::Database& database, MerchantId merchant_id, Time now) {
  static constexpr db::Statement kStatement = {
      "forget_webhook_listeners", "SELECT forget_webhook_listeners($1::bigint, $2::timestamptz)"};
  database.call(kStatement, db::Params().add(merchant_id).add(now));
}

void open_webhook_listener(db::Database& database, const WebhookTarget& listener,
                           const std::string& url, Time until, Time now) {
  static constexpr db::Statement kStatement = {"open_webhook_listener", R"(
      SELECT open_webhook_listener($1::bigint, $2::uuid, $3::text, $4::timestamptz,
                                   $5::timestamptz))"};
  db::Params params;
  params.add(listener.merchant_id).add(listener.endpoint_id).add(url).add(until).add(now);
  database.call(kStatement, params);
}

void keep_webhook_partitions(db::Database& database, int keep_months, Time now) {
  static constexpr db::Statement kStatement = {
      "keep_webhook_partitions", "SELECT keep_webhook_partitions($1::integer, $2::timestamptz)"};
  database.call(kStatement, db::Params().add(keep_months).add(now));
}

// Tables: webhook_queue (read).
WebhooksWaiting webhooks_waiting(db::Database& database, Time now) {
  static constexpr db::Statement kStatement = {
      "webhooks_waiting", "SELECT count(*) AS count, min(next_at) AS first FROM webhook_queue"};
  const auto found = database.read(kStatement);
  const auto first = db::optional_time(found[0], "first");
  WebhooksWaiting waiting;
  waiting.pending = db::number(found[0], "count");
  if (first && *first < now) {
    waiting.overdue = std::chrono::duration_cast<std::chrono::seconds>(now - *first);
  }
  return waiting;
}

}  // namespace pay200::webhook_store
