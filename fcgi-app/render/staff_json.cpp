#include "fcgi-app/render/staff_json.hpp"

#include <nlohmann/json.hpp>

namespace pay200::render {

using Json = nlohmann::ordered_json;

Json staff_account_json(const StaffSession& session, std::size_t recovery_codes_left,
                        std::chrono::seconds idle_time, const std::vector<Workplace>& workplaces) {
  Json merchants = Json::array();
  for (const Workplace& workplace : workplaces) {
    merchants.push_back({
        {"mId", to_text(workplace.merchant_id)},
        {"name", workplace.name},
        {"mode", workplace.live ? "live" : "test"},
        {"status", workplace.status},
        {"businessNumber", workplace.business_number},
        {"role", to_text(workplace.role)},
    });
  }
  return {
      {"staffId", to_text(session.staff_id)},
      {"loginId", session.login_id},
      {"name", session.name},
      {"mustChangePassword", session.must_change_password},
      {"recoveryCodesLeft", recovery_codes_left},
      {"csrfToken", session.csrf_token()},
      {"expiresAt", to_iso8601(session.expires_at)},
      {"idleSeconds", idle_time.count()},
      {"merchants", std::move(merchants)},
  };
}

Json member_json(const Member& member) {
  return {
      {"staffId", to_text(member.staff_id)},
      {"loginId", member.login_id},
      {"name", member.name},
      {"role", to_text(member.role)},
      {"status", to_text(member.status)},
      {"addedAt", to_iso8601(member.added_at)},
  };
}

Json members_json(const std::vector<Member>& members) {
  Json list = Json::array();
  for (const Member& member : members) list.push_back(member_json(member));
  return {{"members", std::move(list)}};
}

}  // namespace pay200::render
