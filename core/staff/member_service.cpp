#include "core/staff/member_service.hpp"

#include <chrono>

#include "core/platform/assert.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/shopper/shopper_rules.hpp"
#include "core/shopper/unless_busy.hpp"
#include "core/staff/member_store.hpp"
#include "core/staff/staff_service.hpp"

namespace pay200 {
namespace {

std::optional<Error> refusal_of(const MemberService::NewMember& wanted) {
  if (!is_email_address(wanted.login_id)) {
    Error error{ErrorCode::kInvalidRequest};
    error.param = "loginId";
    error.detail = "an e-mail address";
    return error;
  }
  return fault_in_name(wanted.name);
}

std::optional<ErrorCode> refusal_of(const std::string& outcome) {
  if (outcome == "not_found") return ErrorCode::kNotFoundMember;
  if (outcome == "last_owner") return ErrorCode::kLastOwner;
  return std::nullopt;
}

}  // namespace

std::string_view to_text(MemberStatus status) {
  switch (status) {
    case MemberStatus::kInvited:
      return "INVITED";
    case MemberStatus::kActive:
      return "ACTIVE";
    case MemberStatus::kLocked:
      return "LOCKED";
  }
  PAY200_ASSERT(!"a status");
}

MemberService::MemberService(db::Database& database, const Clock& clock, const Config& config)
    : database_(database), clock_(clock), config_(config) {}

std::vector<Workplace> MemberService::workplaces_of(StaffId id) {
  return member_store::list_workplaces(database_, id);
}

std::vector<Member> MemberService::list_members(MerchantId merchant_id) {
  return member_store::list_members(database_, merchant_id);
}

Result<Member> MemberService::get_member(MerchantId merchant_id, StaffId id) {
  auto found = member_store::find_member(database_, merchant_id, id);
  if (!found) return ErrorCode::kNotFoundMember;
  return *std::move(found);
}

Result<MemberService::Added> MemberService::add_member(const NewMember& asked) {
  NewMember wanted = asked;
  wanted.login_id = lower_case(asked.login_id);
  if (auto refusal = refusal_of(wanted)) return *std::move(refusal);
  return unless_busy<Added>([&]() -> Result<Added> {
    const Time now = clock_.now();
    std::string password = new_one_time_password();
    const auto made = member_store::add_member(
        database_, wanted, StaffId::make(now), crypto::hash_password(password),
        now + std::chrono::seconds(config_.staff.one_time_password_lifetime_s), now);
    if (made.outcome == "not_found") return ErrorCode::kNotFoundMerchant;
    if (made.outcome == "already") return ErrorCode::kDuplicatedMember;
    if (made.outcome == "pending_elsewhere") {
      return Error{.code = ErrorCode::kDuplicatedLoginId, .param = "loginId"};
    }
    PAY200_ASSERT(made.staff_id.has_value());
    const bool invited = made.outcome == "invited";
    Added added{{*made.staff_id, wanted.login_id, wanted.name, wanted.role,
                 invited ? MemberStatus::kInvited : MemberStatus::kActive, now},
                std::nullopt};
    if (invited) added.one_time_password = std::move(password);
    return added;
  });
}

Result<Member> MemberService::change_member(MerchantId merchant_id, StaffId id, StaffRole role) {
  if (const auto refusal =
          refusal_of(member_store::change_member(database_, merchant_id, id, role))) {
    return *refusal;
  }
  return get_member(merchant_id, id);
}

Result<Nothing> MemberService::remove_member(MerchantId merchant_id, StaffId id) {
  if (const auto refusal = refusal_of(member_store::remove_member(database_, merchant_id, id))) {
    return *refusal;
  }
  return Nothing{};
}

}  // namespace pay200
