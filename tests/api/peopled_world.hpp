#pragma once
// A world of requests with people in it: those who may ask, and those who may not.

#include <memory>
#include <string>

#include "dev/demo_data.hpp"
#include "tests/api/api_operation.hpp"
#include "tests/api/credentials.hpp"
#include "tests/api/good_requests.hpp"
#include "tests/api/staff_people.hpp"

namespace pay200::test {

class PeopledWorld : public RequestWorld {
 public:
  App& app() override { return *app_; }
  dev::StaffClient& staff() override { return staff_->owner(); }
  std::pair<dev::StaffAccount, std::string> invited() override { return staff_->invited(); }

 protected:
  static void TearDownTestSuite() {
    app_.reset();
    staff_.reset();
    people_.reset();
    WholeStackTest::TearDownTestSuite();
  }

  /// The shop is the test's own, the others stay.
  void introduce_people(const ApiOperation& operation) {
    if (!people_) {
      app_ = std::make_unique<App>(new_app());
      people_ = std::make_unique<People>();
      people_->other_session = session_of(new_app().client.api());
      people_->live_session = live_session(app_->account);
      people_->ended_session = ended_session(app_->account);
      people_->other_secret_key = new_shop_account().secret_key;
      people_->live_secret_key = dev::Accounts(stack())
                                     .add_shop("시험 가게", dev::kDemoBusinessNumber, 250, true)
                                     .secret_key;
      introduce_those_without_rights();
    }
    if (operation.pattern.starts_with("/backoffice/")) {
      if (!staff_) staff_ = std::make_unique<StaffPeople>(stack(), *people_);
      staff_->work_for(shop_account());
    }
    people_->session = session_of(app_->client.api());
    people_->secret_key = shop_account().secret_key;
    people_->client_key = shop_account().client_key;
  }

  static std::string log_in_anew() { return log_in(app_->account); }

  static inline std::unique_ptr<People> people_;
  static inline std::unique_ptr<StaffPeople> staff_;  ///< with an operation of the back office

 private:
  static void execute(const std::string& sql) { stack().postgres().execute(sql, "pay200"); }

  static std::string session_of(const dev::ApiClient& client) {
    return client.http().cookies().at("__Host-pay200-shopper");
  }

  static std::string log_in(const dev::ShopperAccount& account) {
    dev::ApiClient client(stack().base_url());
    dev::expect_ok(client.post("/v1/shopper/login", {{"loginId", account.login_id},
                                                     {"password", account.password},
                                                     {"mode", account.live ? "live" : "test"}}),
                   "log in");
    return session_of(client);
  }

  static std::string live_session(dev::ShopperAccount account) {
    account.live = true;
    dev::Accounts(stack()).add_shopper(account);
    return log_in(account);
  }

  static std::string ended_session(const dev::ShopperAccount& account) {
    const std::string session = log_in(account);
    execute(
        "UPDATE pay200.shopper_session SET expires_at = created_at WHERE token_hash = sha256('" +
        session + "')");
    return session;
  }

  void introduce_those_without_rights() {
    const auto key = [](const std::string& secret) {
      return " WHERE key_hash = sha256('" + secret + "')";
    };
    people_->revoked_secret_key = new_shop_account().secret_key;
    execute("UPDATE pay200.api_key SET revoked_at = created_at" + key(people_->revoked_secret_key));
    people_->unknown_secret_key = new_shop_account().secret_key;
    execute("DELETE FROM pay200.api_key" + key(people_->unknown_secret_key));
  }

  static inline std::unique_ptr<App> app_;
};

}  // namespace pay200::test
