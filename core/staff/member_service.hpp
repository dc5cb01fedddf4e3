#pragma once
// Who works for which merchant, and as what.
//
// Thread-safe. Throws as db::Database does.

#include <optional>
#include <string>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"
#include "core/staff/staff_role.hpp"

namespace pay200 {

enum class MemberStatus {
  kInvited,  ///< has not logged in yet
  kActive,
  kLocked,  ///< by an operator
};
std::string_view to_text(MemberStatus status);  ///< "INVITED"

struct Member {
  StaffId staff_id;
  std::string login_id;
  std::string name;  ///< as this merchant calls the person
  StaffRole role = StaffRole::kViewer;
  MemberStatus status = MemberStatus::kActive;
  Time added_at;
};

/// A merchant, as one who works there sees it.
struct Workplace {
  MerchantId merchant_id;
  std::string name;
  bool live = false;
  std::string status;           ///< active, suspended
  std::string business_number;  ///< ten digits
  StaffRole role = StaffRole::kViewer;
};

class MemberService {
 public:
  /// References outlive the service.
  MemberService(db::Database& database, const Clock& clock, const Config& config);

  std::vector<Workplace> workplaces_of(StaffId id);               ///< by name
  std::vector<Member> list_members(MerchantId merchant_id);       ///< by name
  Result<Member> get_member(MerchantId merchant_id, StaffId id);  ///< kNotFoundMember

  struct NewMember {
    MerchantId merchant_id;
    std::string login_id;  ///< an e-mail address; capitals do not matter
    std::string name;      ///< 1 to 60 characters
    StaffRole role = StaffRole::kViewer;
  };
  struct Added {
    Member member;
    /// Of a person who has not logged in before: for the first log-in, for this once.
    std::optional<std::string> one_time_password;
  };
  /// kInvalidRequest (param), kDuplicatedMember, kDuplicatedLoginId (another merchant has invited
  /// this person, who has not come yet), kNotFoundMerchant, kTooManyRequests (too many hashes at
  /// once).
  Result<Added> add_member(const NewMember& wanted);
  /// At once. kNotFoundMember, kLastOwner.
  Result<Member> change_member(MerchantId merchant_id, StaffId id, StaffRole role);
  Result<Nothing> remove_member(MerchantId merchant_id, StaffId id);

 private:
  db::Database& database_;
  const Clock& clock_;
  const Config& config_;
};

}  // namespace pay200
