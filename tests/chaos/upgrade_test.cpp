#include <csignal>
#include <fstream>

#include "tests/chaos/load.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::Part;
using std::chrono::seconds;

/// All roles of pay200-fcgi become another process's under load, as at a reload and an upgrade:
/// from the first to the last payment there is no answer but good ones.
class UpgradeTest : public WholeStackTest {
 protected:
  static constexpr int kClients = 6;
  static constexpr int kTimes = 2;

  static void SetUpTestSuite() { start_stack(); }

  static int logged(const std::string& text) {
    std::ifstream file(stack().log_path(Part::kGateway));
    int count = 0;
    for (std::string line; std::getline(file, line);) count += line.find(text) != line.npos;
    return count;
  }
};

TEST_F(UpgradeTest, UnderLoadNoPaymentIsRefused) {
  std::vector<std::pair<dev::ShopClient, App>> clients;
  for (int i = 0; i < kClients; ++i) clients.emplace_back(same_shop(), new_app());
  Load load;
  load.expect_calm();
  load.start(std::move(clients));
  const pid_t master = stack().pid(Part::kGateway);
  for (int time = 1; time <= kTimes; ++time) {
    const int paid = load.paid();
    EXPECT_TRUE(comes_true([&] { return load.paid() >= paid + kClients; }, seconds(60)));
    ::kill(master, SIGHUP);
    // The link goes last but one: by its end all others work with the new one.
    EXPECT_TRUE(
        comes_true([&] { return logged("\"event\":\"link_stopped\"") >= time; }, seconds(60)));
    EXPECT_EQ(logged("\"event\":\"reloading\""), time);
  }
  const int paid = load.paid();
  EXPECT_TRUE(comes_true([&] { return load.paid() >= paid + kClients; }, seconds(60)));
  const auto seen = load.stop();
  for (const auto& one : seen.told) told(one.payment_key, one.what);
  for (std::size_t i = 0; i < seen.surprises.size() && i < 10; ++i) {
    ADD_FAILURE() << seen.surprises[i];
  }
  EXPECT_EQ(seen.failed, 0);
  EXPECT_EQ(stack().pid(Part::kGateway), master);
  RecordProperty("paid", seen.paid);
  expect_books_agree(std::chrono::minutes(1));
}

}  // namespace
}  // namespace pay200::test
