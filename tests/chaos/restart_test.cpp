#include <thread>

#include "tests/chaos/load.hpp"
#include "tests/support/chaos_length.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::Part;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kClients = 8;

/// PostgreSQL and the sandbox go away and come back under load: honest answers while they are gone,
/// none but good ones after, nothing lost or doubled.
class RestartTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.acquirer_timeout_ms = 2'000;
    options.recovery_grace_ms = 1'000;
    start_stack(options);
  }

  static int times() { return chaos_is_long() ? 20 : 1; }

  /// leave() takes the part away; it comes back when a client has been told.
  template <class Leave>
  void under_load(Part part, Leave leave) {
    std::vector<std::pair<dev::ShopClient, App>> clients;
    for (int i = 0; i < kClients; ++i) clients.emplace_back(same_shop(), new_app());
    Load load;
    load.start(std::move(clients));
    for (int time = 0; time < times(); ++time) {
      std::this_thread::sleep_for(milliseconds(700));
      const int failed = load.failed();
      leave();
      EXPECT_TRUE(comes_true([&] { return load.failed() > failed; }))
          << "it was away, and nobody noticed: was there any load?";
      stack().start_part(part);
    }
    ASSERT_TRUE(stack().wait_until_ready(seconds(20)));
    std::this_thread::sleep_for(seconds(3));  // what was under way ends as it may
    load.expect_calm();
    std::this_thread::sleep_for(seconds(2));
    const auto seen = load.stop();
    for (const auto& one : seen.told) told(one.payment_key, one.what);
    for (std::size_t i = 0; i < seen.surprises.size() && i < 10; ++i) {
      ADD_FAILURE() << seen.surprises[i];
    }
    EXPECT_GT(seen.paid, 0);
    RecordProperty("paid", seen.paid);
    RecordProperty("failed", seen.failed);
    expect_books_agree(std::chrono::minutes(1));
  }
};

TEST_F(RestartTest, PostgresqlRestartedLosesAndDoublesNothing) {
  under_load(Part::kPostgres, [] { stack().stop_part(Part::kPostgres); });
}

TEST_F(RestartTest, PostgresqlKilledLosesAndDoublesNothing) {
  under_load(Part::kPostgres, [] { stack().kill_part(Part::kPostgres); });
}

TEST_F(RestartTest, TheSandboxRestartedLosesAndDoublesNothing) {
  under_load(Part::kSandbox, [] { stack().stop_part(Part::kSandbox); });
}

TEST_F(RestartTest, TheSandboxKilledLosesAndDoublesNothing) {
  under_load(Part::kSandbox, [] { stack().kill_part(Part::kSandbox); });
}

}  // namespace
}  // namespace pay200::test
