#include "core/webhook/webhook_store.hpp"

#include <algorithm>
#include <pqxx/pqxx>

#include "core/audit/acting_staff.hpp"
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

db::Params key_params(const WebhookKey& key) {
  db::Params params;
  params.add(key.merchant_id).add(key.delivery_id);
  return params;
}

void add_claim(db::Params& params, const Request& request) {
  if (request.claim) {
    params.add_bytes(request.claim->scope).add_bytes(request.claim->request_hash);
  } else {
    params.add_null().add_null();
  }
  params.add(request.now);
}

/// What a transition answers, its snapshot read as the row that it was.
std::string endpoint_answer(const std::string& call) {
  return "SELECT a.outcome, a.replayed, a.holder_id, e.merchant_id, e.endpoint_id, e.url, "
         "e.description, array_to_string(e.event_types, ' ') AS types, e.state, e.disabled_reason, "
         "e.previous_until, e.created_at FROM " +
         call + " a, jsonb_populate_record(NULL::webhook_endpoint, a.snapshot) e";
}
std::string delivery_answer(const std::string& call) {
  return "SELECT a.outcome, a.replayed, a.holder_id, d.merchant_id, d.delivery_id, d.endpoint_id, "
         "d.event_type, d.state, d.tries, d.last_attempt_at, d.last_outcome, d.last_status, "
         "d.created_at, (a.snapshot ->> 'next_at')::timestamptz AS next_at FROM " +
         call + " a, jsonb_populate_record(NULL::webhook_delivery, a.snapshot) d";
}

template <class T>
Answer<T> answer_from(const pqxx::result& result, T (*read)(const pqxx::row&)) {
  const pqxx::row row = result[0];
  Answer<T> answer;
  answer.outcome = db::text(row, "outcome");
  answer.replayed = db::flag(row, "replayed");
  if (!db::optional_text(row, "merchant_id")) return answer;  // refused
  answer.request_id = id_from<WebhookRequestId>(row, "holder_id");
  answer.value = read(row);
  return answer;
}

}  // namespace

Answer<WebhookEndpoint> create_webhook_endpoint(db::Database& database,
                                                const WebhookEndpoint& endpoint,
                                                const crypto::Sealed& secret, int most,
                                                const Request& request) {
  static const std::string sql = endpoint_answer(R"(
      create_webhook_endpoint($1::bigint, $2::uuid, $3::text, $4::text, $5::text[], $6::bytea,
                              $7::bytea, $8::integer, $9::uuid, $10::bytea, $11::bytea,
                              $12::timestamptz, $13::uuid))");
  db::Params params;
  params.add(endpoint.merchant_id)
      .add(endpoint.id)
      .add(endpoint.url)
      .add(endpoint.description)
      .add(type_texts(endpoint.event_types))
      .add_bytes(secret.nonce)
      .add_bytes(secret.ciphertext)
      .add(most)
      .add(request.id);
  add_claim(params, request);
  params.add(ActingStaff::current());
  return answer_from(database.call({"create_webhook_endpoint", sql.c_str()}, params),
                     endpoint_from);
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

Answer<WebhookEndpoint> update_webhook_endpoint(db::Database& database, MerchantId merchant_id,
                                                WebhookEndpointId id,
                                                const WebhookService::Change& change,
                                                const Request& request) {
  static const std::string sql = endpoint_answer(R"(
      update_webhook_endpoint($1::bigint, $2::uuid, $3::text, $4::text, $5::text[], $6::text,
                              $7::uuid, $8::bytea, $9::bytea, $10::timestamptz, $11::uuid))");
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
  params.add(request.id);
  add_claim(params, request);
  params.add(ActingStaff::current());
  return answer_from(database.call({"update_webhook_endpoint", sql.c_str()}, params),
                     endpoint_from);
}

bool delete_webhook_endpoint(db::Database& database, MerchantId merchant_id, WebhookEndpointId id,
                             bool listener) {
  static constexpr db::Statement kStatement = {
      "delete_webhook_endpoint",
      "SELECT delete_webhook_endpoint($1::bigint, $2::uuid, $3::boolean, $4::uuid) AS found"};
  const auto params =
      db::Params().add(merchant_id).add(id).add(listener).add(ActingStaff::current());
  return db::flag(database.call(kStatement, params)[0], "found");
}

Answer<WebhookEndpoint> rotate_webhook_secret(db::Database& database, MerchantId merchant_id,
                                              WebhookEndpointId id, const crypto::Sealed& secret,
                                              Time previous_until, const Request& request) {
  static const std::string sql = endpoint_answer(R"(
      rotate_webhook_secret($1::bigint, $2::uuid, $3::bytea, $4::bytea, $5::timestamptz, $6::uuid,
                            $7::bytea, $8::bytea, $9::timestamptz, $10::uuid))");
  db::Params params;
  params.add(merchant_id)
      .add(id)
      .add_bytes(secret.nonce)
      .add_bytes(secret.ciphertext)
      .add(previous_until)
      .add(request.id);
  add_claim(params, request);
  params.add(ActingStaff::current());
  return answer_from(database.call({"rotate_webhook_secret", sql.c_str()}, params), endpoint_from);
}

Answer<WebhookDelivery> send_test_webhook(db::Database& database, MerchantId merchant_id,
                                          WebhookEndpointId id, const std::string& body,
                                          const Request& request) {
  static const std::string sql = delivery_answer(R"(
      send_test_webhook($1::bigint, $2::uuid, $3::uuid, $4::text, $5::bytea, $6::bytea,
                        $7::timestamptz, $8::uuid))");
  db::Params params;
  params.add(merchant_id).add(id).add(request.id).add(body);
  add_claim(params, request);
  params.add(ActingStaff::current());
  return answer_from(database.call({"send_test_webhook", sql.c_str()}, params), delivery_from);
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

void publish_webhook(db::Database& database, const NewWebhook& webhook, Time now) {
  static constexpr db::Statement kStatement = {"publish_webhook", R"(
      SELECT publish_webhook($1::bigint, $2::uuid, $3::text, $4::text, NULL, $5::timestamptz))"};
  db::Params params;
  params.add(webhook.merchant_id)
      .add(webhook.event_id)
      .add(to_text(webhook.type))
      .add(webhook.body)
      .add(now);
  database.call(kStatement, params);
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

Answer<WebhookDelivery> resend_webhook(db::Database& database, const WebhookKey& key,
                                       const Request& request) {
  static const std::string sql = delivery_answer(R"(
      resend_webhook($1::bigint, $2::uuid, $3::uuid, $4::bytea, $5::bytea, $6::timestamptz,
                     $7::uuid))");
  db::Params params = key_params(key);
  params.add(request.id);
  add_claim(params, request);
  params.add(ActingStaff::current());
  return answer_from(database.call({"resend_webhook", sql.c_str()}, params), delivery_from);
}

std::vector<SealedWebhookSecret> sealed_webhook_secrets(db::Database& database) {
  static constexpr db::Statement kStatement{"sealed_webhook_secrets",
                                            "SELECT * FROM sealed_webhook_secrets()"};
  std::vector<SealedWebhookSecret> secrets;
  for (const auto& row : database.read(kStatement)) {
    secrets.push_back({MerchantId{db::number(row, "merchant_id")},
                       id_from<WebhookEndpointId>(row, "endpoint_id"),
                       {db::bytes(row, "nonce"), db::bytes(row, "ciphertext")}});
  }
  return secrets;
}

void reseal_webhook_secret(db::Database& database, const SealedWebhookSecret& row,
                           const crypto::Sealed& sealed, const std::string& by_operator) {
  static constexpr db::Statement kStatement{
      "reseal_webhook_secret",
      "SELECT reseal_webhook_secret($1::bigint, $2::uuid, $3::bytea, $4::bytea, $5::bytea, $6)"};
  db::Params params;
  params.add(row.merchant_id)
      .add(row.id)
      .add_bytes(row.sealed.nonce)
      .add_bytes(sealed.nonce)
      .add_bytes(sealed.ciphertext)
      .add(by_operator);
  database.call(kStatement, params);
}

}  // namespace pay200::webhook_store
