#include "core/webhook/webhook_queue_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::webhook_queue_store {
namespace {

template <class Id>
Id id_from(const pqxx::row& row, const char* column) {
  const auto id = Id::from_sql(db::text(row, column));
  PAY200_ASSERT(id);
  return *id;
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

WebhookFate fate_from(const std::string& text) {
  using enum WebhookFate;
  for (const WebhookFate fate : {kDelivered, kRetry, kFailed, kGone}) {
    if (text == sql_text(fate)) return fate;
  }
  PAY200_ASSERT(!"a fate");
}

std::vector<WebhookTarget> targets_in(const pqxx::result& rows) {
  std::vector<WebhookTarget> targets;
  for (const auto& row : rows) {
    targets.push_back({MerchantId{db::number(row, "merchant_id")},
                       id_from<WebhookEndpointId>(row, "endpoint_id")});
  }
  return targets;
}

}  // namespace

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
  return targets_in(database.read(kStatement, params));
}

// Likewise.
std::vector<WebhookTarget> lost_webhook_endpoints(db::Database& database, std::size_t most) {
  static constexpr db::Statement kStatement = {"lost_webhook_endpoints", R"(
      WITH RECURSIVE found AS (
          (SELECT merchant_id, endpoint_id FROM webhook_queue
           ORDER BY merchant_id, endpoint_id LIMIT 1)
          UNION ALL
          SELECT n.merchant_id, n.endpoint_id
          FROM found CROSS JOIN LATERAL (
              SELECT q.merchant_id, q.endpoint_id FROM webhook_queue q
              WHERE (q.merchant_id, q.endpoint_id) > (found.merchant_id, found.endpoint_id)
              ORDER BY q.merchant_id, q.endpoint_id LIMIT 1) n)
      SELECT f.merchant_id, f.endpoint_id
      FROM found f LEFT JOIN webhook_endpoint e
        ON e.merchant_id = f.merchant_id AND e.endpoint_id = f.endpoint_id AND e.state = 'enabled'
      WHERE e.endpoint_id IS NULL LIMIT $1::bigint)"};
  return targets_in(database.read(kStatement, db::Params().add(static_cast<std::int64_t>(most))));
}

std::size_t abandon_webhooks(db::Database& database, const WebhookTarget& target,
                             std::size_t most) {
  static constexpr db::Statement kStatement = {
      "abandon_webhooks", "SELECT abandon_webhooks($1::bigint, $2::uuid, $3::integer) AS count"};
  db::Params params;
  params.add(target.merchant_id).add(target.endpoint_id).add(static_cast<std::int64_t>(most));
  return static_cast<std::size_t>(db::number(database.call(kStatement, params)[0], "count"));
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
    for (const std::string which : {"secret", "previous", "oldest"}) {
      auto nonce = db::optional_bytes(row, (which + "_nonce").c_str());
      if (!nonce) continue;
      one.secrets.push_back({*std::move(nonce), db::bytes(row, (which + "_ciphertext").c_str())});
    }
    claimed.push_back(std::move(one));
  }
  return claimed;
}

WebhookFate record_webhook_attempt(db::Database& database, const OutgoingWebhook& sent,
                                   const WebhookResult& result, const WebhookDecision& decision) {
  static constexpr db::Statement kStatement = {"record_webhook_attempt", R"(
      SELECT record_webhook_attempt($1::bigint, $2::uuid, $3::uuid, $4::integer, $5::timestamptz,
                                    $6::text, $7::text, $8::integer, $9::text, $10::timestamptz,
                                    $11::integer, $12::text, $13::timestamptz) AS fate)"};
  db::Params params;
  params.add(sent.key.merchant_id)
      .add(sent.key.delivery_id)
      .add(result.attempt_id)
      .add(sent.tries)
      .add(sent.lease_until)
      .add(sent.url)
      .add(to_text(result.outcome))
      .add(result.http_status)
      .add(result.answer)
      .add(result.started_at)
      .add(static_cast<std::int64_t>(result.duration.count()))
      .add(sql_text(decision.fate))
      .add(decision.next_at);
  return fate_from(db::text(database.call(kStatement, params)[0], "fate"));
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

void create_webhook_partitions(db::Database& database, Time now) {
  static constexpr db::Statement kStatement = {
      "create_webhook_partition",
      "SELECT create_webhook_partition($1::text, $2::integer, $3::timestamptz)"};
  constexpr int kMonths = 3;
  for (int ahead = 0; ahead < kMonths; ++ahead) {
    for (const char* log : {"webhook_delivery", "webhook_attempt"}) {
      database.call(kStatement, db::Params().add(log).add(ahead).add(now));
    }
  }
}

bool drop_webhook_partition(db::Database& database, int keep_months, Time now) {
  static constexpr db::Statement kStatement = {
      "drop_webhook_partition",
      "SELECT drop_webhook_partition($1::integer, $2::timestamptz) AS dropped"};
  return db::flag(database.call(kStatement, db::Params().add(keep_months).add(now))[0], "dropped");
}

std::size_t forget_old_webhooks(db::Database& database, int keep_months, std::size_t most,
                                Time now) {
  static constexpr db::Statement kStatement = {
      "forget_old_webhooks",
      "SELECT forget_old_webhooks($1::integer, $2::integer, $3::timestamptz) AS count"};
  db::Params params;
  params.add(keep_months).add(static_cast<std::int64_t>(most)).add(now);
  return static_cast<std::size_t>(db::number(database.call(kStatement, params)[0], "count"));
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

}  // namespace pay200::webhook_queue_store
