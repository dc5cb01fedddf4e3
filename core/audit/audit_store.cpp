#include "core/audit/audit_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::audit_store {
namespace {

std::int64_t chain_number(AuditChainId chain) { return chain ? chain->value : 0; }

AuditAct act_from(const pqxx::row& row) {
  const auto id = AuditActId::from_sql(db::text(row, "act_id"));
  PAY200_ASSERT(id.has_value());
  AuditAct act;
  const std::int64_t chain = db::number(row, "merchant_id");
  if (chain != 0) act.chain = MerchantId{chain};
  act.seq = db::number(row, "seq");
  act.id = *id;
  act.at = db::time(row, "at");
  act.actor_kind = db::text(row, "actor_kind");
  act.actor = db::text(row, "actor");
  act.noun = db::text(row, "noun");
  act.verb = db::text(row, "verb");
  act.subject = db::text(row, "subject");
  act.details = db::text(row, "details");
  act.hash = db::bytes(row, "hash");
  return act;
}

}  // namespace

std::vector<AuditAct> list_acts(db::Database& database, const AuditFilter& filter,
                                std::size_t most) {
  static constexpr db::Statement kStatement = {"list_acts", R"(
      SELECT a.merchant_id, a.seq, a.act_id, a.at, a.actor_kind, a.actor, a.noun, a.verb, a.subject,
             a.details, a.hash, s.login_id
      FROM audit_act a
      LEFT JOIN staff s ON s.staff_id = CASE a.actor_kind WHEN 'staff' THEN a.actor::uuid END
      WHERE ($1::text IS NULL
             OR a.actor_kind = 'operator' AND a.actor = $1::text
             OR a.actor_kind = 'staff'
                AND a.actor = (SELECT l.staff_id::text FROM staff_login l WHERE l.login_id = $1::text))
        AND ($2::text IS NULL OR a.noun = $2::text)
        AND ($3::bigint IS NULL OR a.merchant_id = $3::bigint)
        AND ($4::timestamptz IS NULL OR a.at >= $4::timestamptz)
        AND ($5::timestamptz IS NULL OR a.at < $5::timestamptz)
        AND ($6::uuid IS NULL OR a.act_id < $6::uuid)
      ORDER BY a.act_id DESC LIMIT $7::bigint)"};
  db::Params params;
  params.add(filter.actor ? std::optional(std::string_view(*filter.actor)) : std::nullopt);
  params.add(filter.noun ? std::optional(std::string_view(*filter.noun)) : std::nullopt);
  params.add(filter.merchant_id).add(filter.from).add(filter.to).add(filter.after);
  params.add(static_cast<std::int64_t>(most));
  std::vector<AuditAct> acts;
  for (const auto& row : database.read(kStatement, params)) {
    acts.push_back(act_from(row));
    acts.back().staff_login = db::optional_text(row, "login_id");
  }
  return acts;
}

std::int64_t count_acts(db::Database& database) {
  static constexpr db::Statement kStatement = {"count_acts",
                                               "SELECT count(*) AS acts FROM audit_act"};
  return db::number(database.read(kStatement)[0], "acts");
}

std::optional<MerchantId> next_chain(db::Database& database, AuditChainId chain) {
  static constexpr db::Statement kStatement = {"next_chain", R"(
      SELECT least((SELECT min(merchant_id) FROM audit_head WHERE merchant_id > $1::bigint),
                   (SELECT min(merchant_id) FROM audit_act WHERE merchant_id > $1::bigint),
                   (SELECT min(merchant_id) FROM merchant WHERE merchant_id > $1::bigint)) AS chain)"};
  const pqxx::result found = database.read(kStatement, db::Params().add(chain_number(chain)));
  const auto next = db::optional_number(found[0], "chain");
  if (!next) return std::nullopt;
  return MerchantId{*next};
}

// In one statement, so that both are of one moment.
ChainEnd find_chain_end(db::Database& database, AuditChainId chain) {
  static constexpr db::Statement kStatement = {"find_chain_end", R"(
      SELECT h.seq, h.hash, coalesce((SELECT max(seq) FROM audit_act WHERE merchant_id = $1::bigint), 0) AS last_seq
      FROM (SELECT) one LEFT JOIN audit_head h ON h.merchant_id = $1::bigint)"};
  const pqxx::result found = database.read(kStatement, db::Params().add(chain_number(chain)));
  ChainEnd end;
  if (const auto seq = db::optional_number(found[0], "seq")) {
    end.head = AuditHead{*seq, db::bytes(found[0], "hash")};
  }
  end.last_seq = db::number(found[0], "last_seq");
  return end;
}

std::vector<AuditAct> acts_of_chain(db::Database& database, AuditChainId chain,
                                    std::int64_t after_seq, std::int64_t last_seq,
                                    std::size_t most) {
  static constexpr db::Statement kStatement = {"acts_of_chain", R"(
      SELECT merchant_id, seq, act_id, at, actor_kind, actor, noun, verb, subject, details, hash
      FROM audit_act
      WHERE merchant_id = $1::bigint AND seq > $2::bigint AND seq <= $3::bigint
      ORDER BY seq LIMIT $4::bigint)"};
  db::Params params;
  params.add(chain_number(chain)).add(after_seq).add(last_seq).add(static_cast<std::int64_t>(most));
  std::vector<AuditAct> acts;
  for (const auto& row : database.read(kStatement, params)) acts.push_back(act_from(row));
  return acts;
}

}  // namespace pay200::audit_store
