#pragma once
// For each operation of fcgi-app/openapi.json one request that succeeds, for tests that spoil it in
// one place. A new operation needs its line in good_requests.cpp.

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "dev/staff_client.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {

struct GoodRequest {
  std::map<std::string, std::string> path = {};   ///< every path parameter
  std::map<std::string, std::string> query = {};  ///< parameters worth spoiling
  nlohmann::json body = nullptr;                  ///< null: none
  /// Fields that have less room than their schema says, because of what stands beside them.
  std::set<std::string> narrowed = {};
  /// The field by which a form of the body is told from the others: without it, it is another one,
  /// and what is said is of that.
  std::string tells_form = {};
  /// It names something of this shop or shopper, which others must not find.
  bool names_what_is_owned = false;
  bool ends_session = false;  ///< the shopper's: each such request needs one of its own
  /// Of the back office: who asks, where it is not the suite's owner of the shop.
  std::string staff_session = {}, staff_csrf_token = {};
  std::string page_token = {};  ///< of the payment that it is about, where that is who asks
};

/// Who asks: a shop and a shopper, and what they may have made before.
class RequestWorld : public WholeStackTest {
 public:
  using WholeStackTest::created;
  using WholeStackTest::held_by;
  using WholeStackTest::new_app;
  using WholeStackTest::paid_by;
  using WholeStackTest::shop;
  using WholeStackTest::shop_account;
  using WholeStackTest::shop_of;
  using WholeStackTest::stack;
  virtual App& app() = 0;
  /// An owner of the test's shop.
  virtual dev::StaffClient& staff() = 0;
  /// Somebody invited to the test's shop, and the one-time password.
  virtual std::pair<dev::StaffAccount, std::string> invited() = 0;
  static dev::StaffClient new_staff_client() { return dev::StaffClient(stack().base_url()); }
};

/// By ApiOperation::id. Each call makes anew what the request needs (a payment to cancel, ...), so
/// that it succeeds each time.
using GoodRequests = std::map<std::string, std::function<GoodRequest(RequestWorld&)>>;
const GoodRequests& good_requests();

}  // namespace pay200::test
