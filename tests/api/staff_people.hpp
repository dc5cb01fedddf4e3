#pragma once
// The people of the back office in a suite: an owner who works for each test's shop, another
// shop's, and one whose session has ended.

#include <memory>
#include <string>
#include <utility>

#include "dev/accounts.hpp"
#include "dev/staff_client.hpp"
#include "tests/api/credentials.hpp"
#include "tests/api/good_requests.hpp"

namespace pay200::test {

class StaffPeople {
 public:
  /// Who they are not is written into `people`. The stack outlives it.
  StaffPeople(dev::Stack& stack, People& people);

  /// From now on the owner works for this shop.
  void work_for(const dev::ShopAccount& shop);
  dev::StaffClient& owner() { return *owner_; }
  /// The owner, unless the request is another's.
  void introduce_who_asks(const GoodRequest& request, People& people) const;
  /// Somebody new at that shop, and the one-time password.
  std::pair<dev::StaffAccount, std::string> invited();

 private:
  std::unique_ptr<dev::StaffClient> somebody(const std::string& login_id);

  dev::Stack& stack_;
  dev::ShopAccount shop_;
  std::unique_ptr<dev::StaffClient> owner_;
};

}  // namespace pay200::test
