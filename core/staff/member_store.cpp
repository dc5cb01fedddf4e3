#include "core/staff/member_store.hpp"

#include <pqxx/pqxx>

#include "core/audit/acting_staff.hpp"
#include "core/platform/assert.hpp"

namespace pay200::member_store {
namespace {

StaffRole role_from(const pqxx::row& row) {
  const auto role = staff_role_from_text(db::text(row, "role"));
  PAY200_ASSERT(role.has_value());
  return *role;
}

Member member_from(const pqxx::row& row) {
  const auto id = StaffId::from_sql(db::text(row, "staff_id"));
  PAY200_ASSERT(id.has_value());
  Member member;
  member.staff_id = *id;
  member.login_id = db::text(row, "login_id");
  member.name = db::text(row, "name");
  member.role = role_from(row);
  member.status = db::flag(row, "enrolled") ? MemberStatus::kActive : MemberStatus::kInvited;
  if (db::flag(row, "locked")) member.status = MemberStatus::kLocked;
  member.added_at = db::time(row, "added_at");
  return member;
}

}  // namespace

std::vector<Workplace> list_workplaces(db::Database& database, StaffId id) {
  static constexpr db::Statement kStatement = {"list_workplaces", R"(
      SELECT t.merchant_id, t.name, t.mode, t.status, t.business_number, m.role
      FROM merchant_member m JOIN merchant t ON t.merchant_id = m.merchant_id
      WHERE m.staff_id = $1::uuid ORDER BY t.name, t.mode, t.merchant_id)"};
  std::vector<Workplace> workplaces;
  for (const auto& row : database.read(kStatement, db::Params().add(id))) {
    workplaces.push_back({MerchantId{db::number(row, "merchant_id")}, db::text(row, "name"),
                          db::text(row, "mode") == "live", db::text(row, "status"),
                          db::text(row, "business_number"), role_from(row)});
  }
  return workplaces;
}

std::vector<Member> list_members(db::Database& database, MerchantId merchant_id) {
  static constexpr db::Statement kStatement = {"list_members", R"(
      SELECT m.staff_id, s.login_id, m.name, m.role, m.added_at, s.totp_enrolled_at IS NOT NULL AS enrolled,
             s.locked_at IS NOT NULL AS locked
      FROM merchant_member m JOIN staff s ON s.staff_id = m.staff_id
      WHERE m.merchant_id = $1::bigint ORDER BY m.name, m.staff_id)"};
  std::vector<Member> members;
  for (const auto& row : database.read(kStatement, db::Params().add(merchant_id))) {
    members.push_back(member_from(row));
  }
  return members;
}

std::optional<Member> find_member(db::Database& database, MerchantId merchant_id, StaffId id) {
  static constexpr db::Statement kStatement = {"find_member", R"(
      SELECT m.staff_id, s.login_id, m.name, m.role, m.added_at, s.totp_enrolled_at IS NOT NULL AS enrolled,
             s.locked_at IS NOT NULL AS locked
      FROM merchant_member m JOIN staff s ON s.staff_id = m.staff_id
      WHERE m.merchant_id = $1::bigint AND m.staff_id = $2::uuid)"};
  const pqxx::result found = database.read(kStatement, db::Params().add(merchant_id).add(id));
  if (found.empty()) return std::nullopt;
  return member_from(found[0]);
}

Addition add_member(db::Database& database, const MemberService::NewMember& wanted, StaffId new_id,
                    const std::string& password_hash, Time password_until, Time now) {
  static constexpr db::Statement kStatement = {"add_member", R"(
      SELECT outcome, staff_id FROM add_member($1::bigint, $2::uuid, $3::text, $4::text, $5::text, $6::text,
                                               $7::timestamptz, $8::timestamptz, $9::uuid))"};
  db::Params params;
  params.add(wanted.merchant_id)
      .add(new_id)
      .add(wanted.login_id)
      .add(wanted.name)
      .add(to_text(wanted.role))
      .add(password_hash)
      .add(password_until)
      .add(now)
      .add(ActingStaff::current());
  const pqxx::result rows = database.call(kStatement, params);
  Addition addition{db::text(rows[0], "outcome"), std::nullopt};
  if (const auto id = db::optional_text(rows[0], "staff_id")) {
    addition.staff_id = StaffId::from_sql(*id);
  }
  return addition;
}

std::string change_member(db::Database& database, MerchantId merchant_id, StaffId id,
                          StaffRole role) {
  static constexpr db::Statement kStatement = {
      "change_member", "SELECT change_member($1::bigint, $2::uuid, $3::text, $4::uuid) AS outcome"};
  const auto params =
      db::Params().add(merchant_id).add(id).add(to_text(role)).add(ActingStaff::current());
  return db::text(database.call(kStatement, params)[0], "outcome");
}

std::string remove_member(db::Database& database, MerchantId merchant_id, StaffId id) {
  static constexpr db::Statement kStatement = {
      "remove_member", "SELECT remove_member($1::bigint, $2::uuid, $3::uuid) AS outcome"};
  const auto params = db::Params().add(merchant_id).add(id).add(ActingStaff::current());
  return db::text(database.call(kStatement, params)[0], "outcome");
}

}  // namespace pay200::member_store
