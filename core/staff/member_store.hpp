#pragma once
// The statements for members. Only MemberService calls them.

#include <string>
#include <vector>

#include "core/staff/member_service.hpp"

namespace pay200::member_store {

std::vector<Workplace> list_workplaces(db::Database& database, StaffId id);
std::vector<Member> list_members(db::Database& database, MerchantId merchant_id);
std::optional<Member> find_member(db::Database& database, MerchantId merchant_id, StaffId id);

struct Addition {
  std::string outcome;  ///< sql/functions/add_member.sql
  std::optional<StaffId> staff_id;
};
/// `new_id`: the account's, if there is none yet.
Addition add_member(db::Database& database, const MemberService::NewMember& wanted, StaffId new_id,
                    const std::string& password_hash, Time password_until, Time now);
/// "changed", "not_found" or "last_owner".
std::string change_member(db::Database& database, MerchantId merchant_id, StaffId id,
                          StaffRole role);
/// "removed", "not_found" or "last_owner".
std::string remove_member(db::Database& database, MerchantId merchant_id, StaffId id);

}  // namespace pay200::member_store
