#include <csignal>
#include <set>
#include <sstream>

#include "tests/chaos/worker_hosts.hpp"

namespace pay200::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Two hosts of workers behind one nginx, under load, and one of them goes.
class WorkerHostTest : public WorkerHosts {};

TEST_F(WorkerHostTest, EachHostsMetricsAreAskedForByItself) {
  const auto approved_on = [&](const std::string& name) {
    const auto answer = dev::HttpClient().send({.url = base_url() + "/metrics/" + name});
    EXPECT_EQ(answer.status, 200);
    int count = 0;
    std::istringstream lines(answer.body);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("pay200_payments_total{") && line.find("approved") != line.npos) {
        count += std::stoi(line.substr(line.rfind(' ')));
      }
    }
    return count;
  };
  Seen seen;
  const App app = new_app();
  dev::ShopClient shop(base_url(), shop_account().secret_key);
  dev::ShopperClient shopper(base_url());
  shopper.api().http().set_cookies(app.client.api().http().cookies());
  for (int i = 0; i < 4; ++i) buy(seen, shop, shopper, app, unused_amount());
  for (const auto& one : seen.told) told(one.payment_key, one.what);
  EXPECT_EQ(seen.paid, 4);
  EXPECT_EQ(approved_on("first") + approved_on("second"), 4);
}

TEST_F(WorkerHostTest, OneThatIsStoppedFinishesWhatItHasAndTheOtherGoesOn) {
  Seen seen;
  const std::int64_t amount = unused_amount();
  // Payments are under way when it is told to stop, and it is seconds until it ends.
  under_load(seen, amount, milliseconds(1'500), [&] {
    first_->process().signal(SIGTERM);
    EXPECT_EQ(first_->process().wait(seconds(30)), 0);
    const int paid = seen.paid;
    EXPECT_TRUE(comes_true([&] { return seen.paid > paid + kClients; }, seconds(60)));
  });
  EXPECT_EQ(seen.paid, seen.ended) << "what it had begun was finished";
  EXPECT_EQ(purchases_of(amount).size(), static_cast<std::size_t>(seen.paid));
  EXPECT_EQ(reversals_of(amount).size(), 0U);
  // Refused at once, and then left alone: nobody hung in its queue. Each of nginx's processes meets
  // it once; with its queue cut off it may be a few.
  EXPECT_LE(seen.unknown + seen.unavailable, 2 * kClients);
  EXPECT_EQ(first_->logged("accept_failed"), 0);
}

TEST_F(WorkerHostTest, OneThatIsKilledDoublesNothingAndItsClientsAreToldTheTruth) {
  Seen seen;
  const std::int64_t amount = unused_amount();
  under_load(seen, amount, milliseconds(200), [&] {
    ::kill(-second_->process().pid(), SIGKILL);  // all of it at once
    const int paid = seen.paid;
    EXPECT_TRUE(comes_true([&] { return seen.paid > paid + kClients; }, seconds(60)));
  });
  std::set<std::string> approvals;
  for (const auto& told : seen.told) approvals.insert(told.payment_key);
  EXPECT_EQ(approvals.size(), static_cast<std::size_t>(seen.paid)) << "each is another payment";
}

}  // namespace
}  // namespace pay200::test
