// What pay200-dev bench-streams measures with ten thousand, held with a few hundred: every stream
// has all of its events, in order, while payments run, some readers stop reading, and the role that
// serves them is stopped and killed.

#include "dev/many_streams.hpp"

#include <csignal>

#include "dev/stream_judgement.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

constexpr std::size_t kStreams = 300;
constexpr std::size_t kPaidInAPhase = 20;
constexpr std::size_t kLazyEvery = 20;
constexpr std::chrono::seconds kPatience{60};

bool is_lazy(std::size_t page) { return page % kLazyEvery == kLazyEvery - 1; }
constexpr std::size_t kReaders = kStreams - kStreams / kLazyEvery;

class ManyStreamsTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() { start_stack(); }

  struct Followed {
    std::string payment_key, qr_token, page_token;
  };

  std::vector<Followed> new_payments() {
    std::vector<Followed> made;
    for (std::size_t i = 0; i < kStreams; ++i) {
      const auto answer = created();
      made.push_back({answer.text("paymentKey"), answer.body.at("qr").at("token"),
                      answer.body.at("pageToken").at("token")});
    }
    return made;
  }

  static std::vector<dev::ManyStreams::Page> pages_of(const std::vector<Followed>& payments) {
    std::vector<dev::ManyStreams::Page> pages;
    for (const Followed& payment : payments) {
      pages.push_back({payment.page_token, is_lazy(pages.size())});
    }
    return pages;
  }

  static void pay(App& app, const std::vector<Followed>& payments, std::size_t begin) {
    for (std::size_t i = begin; i < begin + kPaidInAPhase; ++i) {
      ASSERT_EQ(app.client.scan(payments[i].qr_token).status, 200);
      ASSERT_EQ(app.confirm(payments[i].payment_key).status, 200);
    }
  }

  static void end_role(int signal) {
    const auto roles = stack().pids_of("stream");
    ASSERT_EQ(roles.size(), 1U);
    ASSERT_EQ(::kill(roles.front(), signal), 0);
  }
};

TEST_F(ManyStreamsTest, EachHearsAllInOrderThroughTheStopAndTheDeathOfTheRole) {
  auto app = new_app();
  const auto payments = new_payments();
  dev::ManyStreams streams(stack().port(), pages_of(payments));
  ASSERT_TRUE(comes_true([&] { return streams.open() == kStreams; }, kPatience));
  std::size_t paid = 0;
  const auto pay_some = [&] { pay(app, payments, std::exchange(paid, paid + kPaidInAPhase)); };
  const auto all_are_back = [&] {
    return comes_true([&] { return streams.open() + streams.ended() == kStreams; }, kPatience);
  };

  pay_some();
  for (const int signal : {SIGTERM, SIGKILL}) {
    const std::size_t left = kReaders + streams.opened_again();
    end_role(signal);
    pay_some();
    ASSERT_TRUE(
        comes_true([&] { return streams.opened_again() + streams.ended() >= left; }, kPatience));
    ASSERT_TRUE(all_are_back());
  }
  pay_some();
  for (std::size_t i = paid; i < kStreams; ++i) {
    ASSERT_EQ(shop().cancel_payment(payments[i].payment_key, "그만").status, 200);
  }
  ASSERT_TRUE(comes_true([&] { return streams.ended() == kReaders; }, kPatience));

  const auto heard = streams.stop();
  std::vector<dev::PageStory> read;
  for (std::size_t i = 0; i < kStreams; ++i) {
    if (!is_lazy(i)) read.push_back({payments[i].payment_key, heard[i]});
  }
  const auto judgement = dev::judge(read, dev::timelines_of_all(stack().postgres(), false));
  EXPECT_EQ(judgement.wrong, 0U);
  // Found by the poll alone, half of them would have waited for half a second.
  EXPECT_LT(judgement.percentile(0.5), 400'000);
}

}  // namespace
}  // namespace pay200::test
