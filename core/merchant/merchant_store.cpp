#include "core/merchant/merchant_store.hpp"

#include <pqxx/pqxx>
#include <string>

namespace pay200::merchant_store {
namespace {

Merchant merchant_from(const pqxx::row& row) {
  Merchant merchant;
  merchant.id = MerchantId{db::number(row, "merchant_id")};
  merchant.live = db::text(row, "mode") == "live";
  merchant.name = db::text(row, "name");
  merchant.business_number = db::text(row, "business_number");
  merchant.status = db::text(row, "status");
  merchant.fee_basis_points = static_cast<int>(db::number(row, "fee_basis_points"));
  merchant.fee_fixed_minor = db::number(row, "fee_fixed_minor");
  merchant.fee_refundable = db::flag(row, "fee_refundable");
  merchant.refund_limit_minor = db::optional_number(row, "refund_limit_minor");
  merchant.auto_confirm = db::flag(row, "auto_confirm");
  merchant.settlement_days = static_cast<int>(db::number(row, "settlement_days"));
  merchant.representative = db::optional_text(row, "representative");
  merchant.address = db::optional_text(row, "address");
  merchant.phone = db::optional_text(row, "phone");
  merchant.created_at = db::time(row, "created_at");
  merchant.status_reason = db::optional_text(row, "status_reason");
  merchant.status_operator = db::optional_text(row, "status_operator");
  merchant.status_changed_at = db::optional_time(row, "status_changed_at");
  return merchant;
}

std::optional<bool> changed_to(const pqxx::result& answer, const char* done) {
  const std::string outcome = db::text(answer[0], "outcome");
  if (outcome == "not_found") return std::nullopt;
  return outcome == done;
}

}  // namespace

bool add_merchant(db::Database& database, const Merchant& merchant) {
  static constexpr db::Statement kStatement = {"add_merchant", R"(
      SELECT add_merchant($1::bigint, $2::text, $3::text, $4::text, $5::integer, $6::bigint,
                                 $7::timestamptz, $8::boolean, $9::text, $10::text,
                                 $11::text, $12::boolean, $13::bigint,
                                 $14::integer) AS added)"};
  db::Params params;
  params.add(merchant.id)
      .add(merchant.live ? "live" : "test")
      .add(merchant.name)
      .add(merchant.business_number)
      .add(merchant.fee_basis_points)
      .add(merchant.fee_fixed_minor)
      .add(merchant.created_at)
      .add(merchant.auto_confirm)
      .add(merchant.representative)
      .add(merchant.address)
      .add(merchant.phone)
      .add(merchant.fee_refundable)
      .add(merchant.refund_limit_minor)
      .add(merchant.settlement_days);
  return db::flag(database.call(kStatement, params)[0], "added");
}

bool update_merchant(db::Database& database, MerchantId id,
                     const MerchantService::MerchantChanges& changes) {
  static constexpr db::Statement kStatement = {"update_merchant", R"(
      SELECT update_merchant($1::bigint, $2::text, $3::text, $4::integer, $5::bigint, $6::boolean,
                             $7::bigint, $8::boolean, $9::text, $10::text, $11::text,
                             $12::integer) AS found)"};
  db::Params params;
  params.add(id)
      .add(changes.name)
      .add(changes.business_number)
      .add(changes.fee_basis_points)
      .add(changes.fee_fixed_minor)
      .add(changes.fee_refundable)
      .add(changes.refund_limit_minor)
      .add(changes.auto_confirm)
      .add(changes.representative)
      .add(changes.address)
      .add(changes.phone)
      .add(changes.settlement_days ? std::optional<std::int64_t>(*changes.settlement_days)
                                   : std::nullopt);
  return db::flag(database.call(kStatement, params)[0], "found");
}

std::optional<bool> suspend_merchant(db::Database& database, MerchantId id,
                                     const std::string& reason, const std::string& by_operator,
                                     Time now) {
  static constexpr db::Statement kStatement = {"suspend_merchant", R"(
      SELECT suspend_merchant($1::bigint, $2::text, $3::text, $4::timestamptz) AS outcome)"};
  return changed_to(
      database.call(kStatement, db::Params().add(id).add(reason).add(by_operator).add(now)),
      "suspended");
}

std::optional<bool> resume_merchant(db::Database& database, MerchantId id,
                                    const std::string& reason, const std::string& by_operator,
                                    Time now) {
  static constexpr db::Statement kStatement = {"resume_merchant", R"(
      SELECT resume_merchant($1::bigint, $2::text, $3::text, $4::timestamptz) AS outcome)"};
  return changed_to(
      database.call(kStatement, db::Params().add(id).add(reason).add(by_operator).add(now)),
      "resumed");
}

std::optional<Merchant> find_merchant(db::Database& database, MerchantId id) {
  static constexpr db::Statement kStatement = {"find_merchant", R"(
      SELECT merchant_id, mode, name, business_number, status, fee_basis_points, fee_fixed_minor,
             fee_refundable, refund_limit_minor, auto_confirm, settlement_days, representative,
             address, phone, created_at, status_reason, status_operator, status_changed_at
      FROM merchant WHERE merchant_id = $1::bigint)"};
  const pqxx::result found = database.read(kStatement, db::Params().add(id));
  if (found.empty()) return std::nullopt;
  return merchant_from(found[0]);
}

std::vector<Merchant> list_merchants(db::Database& database, bool live, std::size_t most) {
  static constexpr db::Statement kStatement = {"list_merchants", R"(
      SELECT merchant_id, mode, name, business_number, status, fee_basis_points, fee_fixed_minor,
             fee_refundable, refund_limit_minor, auto_confirm, settlement_days, representative,
             address, phone, created_at, status_reason, status_operator, status_changed_at
      FROM merchant WHERE mode = $1::text
      ORDER BY created_at DESC, merchant_id LIMIT $2::bigint)"};
  db::Params params;
  params.add(live ? "live" : "test").add(static_cast<std::int64_t>(most));
  std::vector<Merchant> merchants;
  for (const auto& row : database.read(kStatement, params)) merchants.push_back(merchant_from(row));
  return merchants;
}

std::vector<MerchantId> merchants_of_business(db::Database& database, bool live,
                                              const std::string& business_number) {
  static constexpr db::Statement kStatement = {"merchants_of_business", R"(
      SELECT merchant_id FROM merchant
      WHERE mode = $1::text AND business_number = $2::text ORDER BY created_at, merchant_id)"};
  db::Params params;
  params.add(live ? "live" : "test").add(business_number);
  std::vector<MerchantId> merchants;
  for (const auto& row : database.read(kStatement, params)) {
    merchants.push_back(MerchantId{db::number(row, "merchant_id")});
  }
  return merchants;
}

}  // namespace pay200::merchant_store
