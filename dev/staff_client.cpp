#include "dev/staff_client.hpp"

#include "core/staff/totp.hpp"
#include "dev/authenticator.hpp"

namespace pay200::dev {
namespace {

constexpr const char* kCookie = "__Host-pay200-staff";
constexpr const char* kLogIn = "/backoffice/v1/login";

std::string code_of(const StaffAccount& account, int steps_ahead) {
  return authenticator_code(account.totp_secret, system_clock().now() + steps_ahead * kTotpStep);
}

}  // namespace

StaffClient::StaffClient(const std::string& base_url) : api_(base_url) {}

ApiAnswer StaffClient::with_token(ApiAnswer answer, const std::string& token) {
  csrf_token_ = token;
  api_.set_header("X-CSRF-Token", csrf_token_);
  return answer;
}

ApiAnswer StaffClient::log_in(const std::string& login_id, const std::string& password) {
  auto answer = api_.post(kLogIn, {{"loginId", login_id}, {"password", password}});
  const std::string token = answer.text("csrfToken");
  return with_token(std::move(answer), token);
}

ApiAnswer StaffClient::pass_totp(const StaffAccount& account, int steps_ahead) {
  auto answer = api_.post(std::string(kLogIn) + "/totp", {{"code", code_of(account, steps_ahead)}});
  const std::string token = answer.ok() ? answer.text("csrfToken") : csrf_token_;
  return with_token(std::move(answer), token);
}

void StaffClient::begin(StaffAccount& account, const std::string& one_time_password) {
  expect_ok(log_in(account.login_id, one_time_password), "log in");
  const auto begun = api_.send("POST", std::string(kLogIn) + "/totp/enroll", std::nullopt);
  account.totp_secret = expect_ok(begun, "set up an app").text("secret");
  auto confirmed =
      api_.post(std::string(kLogIn) + "/totp/confirm", {{"code", code_of(account, 0)}});
  const std::string token =
      expect_ok(confirmed, "confirm the app").body.at("account").at("csrfToken");
  with_token(std::move(confirmed), token);
  expect_ok(api_.post("/backoffice/v1/password",
                      {{"password", one_time_password}, {"newPassword", account.password}}),
            "change the password");
}

std::string StaffClient::session() const {
  const auto found = api_.http().cookies().find(kCookie);
  return found == api_.http().cookies().end() ? std::string() : found->second;
}

}  // namespace pay200::dev
