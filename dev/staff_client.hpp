#pragma once
// Somebody of a merchant's staff at the back office, with a password and an authenticator app.

#include <string>

#include "dev/api_client.hpp"

namespace pay200::dev {

struct StaffAccount {
  std::string login_id, name, password;
  std::string totp_secret = {};  ///< as it is typed into an authenticator app
};

class StaffClient {
 public:
  explicit StaffClient(const std::string& base_url);

  /// The first step. From then on the session's cookie and CSRF token go with every request.
  ApiAnswer log_in(const std::string& login_id, const std::string& password);
  /// The second. `steps_ahead`: a code is good once, and that of the next 30 seconds is good
  /// already.
  ApiAnswer pass_totp(const StaffAccount& account, int steps_ahead = 0);
  /// A person's first time, with a one-time password: sets up the app and changes the password to
  /// account.password. Fills in the secret. Throws std::runtime_error if pay200 refuses.
  void begin(StaffAccount& account, const std::string& one_time_password);

  ApiClient& api() { return api_; }
  std::string session() const;  ///< the cookie's value
  const std::string& csrf_token() const { return csrf_token_; }

 private:
  ApiAnswer with_token(ApiAnswer answer, const std::string& token);

  ApiClient api_;
  std::string csrf_token_;
};

}  // namespace pay200::dev
