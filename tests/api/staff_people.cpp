#include "tests/api/staff_people.hpp"

#include "dev/demo_data.hpp"

namespace pay200::test {
namespace {

constexpr const char* kOwner = "mina@shop.example";
constexpr const char* kName = "김미나";
constexpr const char* kPassword = "umbrella on sunday";

}  // namespace

StaffPeople::StaffPeople(dev::Stack& stack, People& people) : stack_(stack) {
  owner_ = somebody(kOwner);
  const auto other = somebody("jun@shop.example");
  people.other_staff_session = other->session();
  people.other_staff_csrf_token = other->csrf_token();
  people.ended_staff_session = somebody("ended@shop.example")->session();
  stack_.postgres().execute(
      "UPDATE pay200.staff_session SET expires_at = created_at WHERE token_hash = sha256('" +
          people.ended_staff_session + "')",
      "pay200");
}

/// At a shop of their own.
std::unique_ptr<dev::StaffClient> StaffPeople::somebody(const std::string& login_id) {
  dev::Accounts accounts(stack_);
  const auto shop = accounts.add_shop("시험 가게", dev::kDemoBusinessNumber, 0);
  dev::StaffAccount account{login_id, kName, kPassword};
  auto client = std::make_unique<dev::StaffClient>(stack_.base_url());
  client->begin(account, accounts.add_member(shop, login_id, kName, "owner").value());
  return client;
}

void StaffPeople::work_for(const dev::ShopAccount& shop) {
  shop_ = shop;
  dev::Accounts(stack_).add_member(shop, kOwner, kName, "owner");
}

void StaffPeople::introduce_who_asks(const GoodRequest& request, People& people) const {
  const bool owner = request.staff_session.empty();
  people.staff_session = owner ? owner_->session() : request.staff_session;
  people.staff_csrf_token = owner ? owner_->csrf_token() : request.staff_csrf_token;
}

std::pair<dev::StaffAccount, std::string> StaffPeople::invited() {
  dev::StaffAccount account{dev::unused_order_id() + "@shop.example", kName, kPassword};
  auto password =
      dev::Accounts(stack_).add_member(shop_, account.login_id, account.name, "manager");
  return {account, password.value()};
}

}  // namespace pay200::test
