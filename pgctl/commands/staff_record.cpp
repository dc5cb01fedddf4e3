#include "pgctl/commands/staff_record.hpp"

#include "pgctl/failure.hpp"

namespace pay200::pgctl {

StaffAccount staff_from(StaffService& staff, const std::string& login) {
  auto account = staff.find_staff(login);
  if (account) return *std::move(account);
  throw Failure(ExitStatus::kNotFound, "nobody logs in to the back office with " + login +
                                           "; `pgctl user add --staff` makes an account");
}

Details details_of(const StaffAccount& account,
                   const std::optional<std::string>& one_time_password) {
  const char* status = account.enrolled ? "active" : "invited";
  Details details;
  details.fields = {
      {"staff", "Staff", text_cell(to_text(account.id))},
      {"login", "Log-in", text_cell(account.login_id)},
      {"name", "Name", text_cell(account.name)},
      {"status", "Status", text_cell(account.locked_at ? "locked" : status)},
  };
  if (one_time_password) {
    details.fields.push_back(
        {"oneTimePassword", "One-time password", text_cell(*one_time_password)});
  }
  return details;
}

std::string description_of(const StaffAccount& account) {
  return "the back office account " + account.login_id + " (" + account.name + ")";
}

}  // namespace pay200::pgctl
