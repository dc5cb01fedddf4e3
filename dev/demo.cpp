#include "dev/demo.hpp"

#include <chrono>
#include <exception>

#include "dev/oracle/oracle.hpp"
#include "dev/purchase.hpp"
#include "dev/read_journals.hpp"
#include "dev/seed.hpp"
#include "dev/stack.hpp"
#include "dev/temporary_directory.hpp"
#include "dev/terminal.hpp"

namespace pay200::dev {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kReversalPatience = std::chrono::seconds(30);
/// Shorter than in production, so that the lost reply is not waited for ten seconds.
constexpr int kAcquirerTimeoutMs = 2'000;

constexpr int kMostTries = 3;
constexpr std::int64_t kTumbler = 28'000;
constexpr const char* kGoodCard = "4242";
constexpr const char* kCardWithoutMoney = "9995";

class Demo {
 public:
  Demo(const Terminal& terminal, Stack& stack, const Seeded& people)
      : terminal_(terminal),
        stack_(stack),
        people_(people),
        shop_(stack.base_url(), people.shop.secret_key),
        shopper_(stack.base_url()) {
    expect_ok(shopper_.log_in(people.shopper.login_id, people.shopper.password), "log in");
  }

  /// How many things were not as they should be.
  int play(StopSignal& stop) {
    using Scene = void (Demo::*)();
    for (const Scene scene :
         {&Demo::one_payment, &Demo::decline_then_second_card, &Demo::cancel_before_approval,
          &Demo::void_after_approval, &Demo::partial_cancel, &Demo::lost_reply,
          &Demo::lost_for_good, &Demo::compare_books, &Demo::check_database}) {
      (this->*scene)();
      stop.throw_if_stopped();
    }
    return differences_;
  }

 private:
  void expect(const std::string& what, const std::string& is, const std::string& should_be) {
    if (is == should_be) return;
    ++differences_;
    terminal_.bad(what + ": " + is + ", " + should_be + "여야 합니다", "should be " + should_be);
  }
  void expect_status(const ApiAnswer& answer, int should_be, const std::string& code = {}) {
    expect("HTTP", std::to_string(answer.status), std::to_string(should_be));
    if (!code.empty()) expect("code", answer.code(), code);
  }
  void expect_payment(const nlohmann::json& payment, const std::string& status,
                      std::int64_t balance) {
    expect("status", payment.value("status", ""), status);
    expect("balanceAmount", std::to_string(payment.value("balanceAmount", std::int64_t{-1})),
           std::to_string(balance));
  }
  Purchase purchase() { return {terminal_, shop_, shopper_, people_}; }

  void one_payment() {
    terminal_.heading("1. 결제", "one payment");
    Purchase coffee = purchase();
    coffee.create("아메리카노 두 잔", 12'300);
    coffee.scan();
    expect_status(coffee.confirm(kGoodCard), 200);
    expect_payment(coffee.tell(), "DONE", 12'300);
    told_.push_back({coffee.payment_key(), Told::What::kApproved});
  }

  void decline_then_second_card() {
    terminal_.heading("2. 거절된 뒤 다른 카드로", "declined, then a second card");
    Purchase lunch = purchase();
    lunch.create("점심 세트", 8'900);
    lunch.scan();
    expect_status(lunch.confirm(kCardWithoutMoney), 402, "REJECT_CARD_PAYMENT");
    expect_status(lunch.confirm(kGoodCard), 200);
    const auto payment = lunch.tell();
    expect_payment(payment, "DONE", 8'900);
    expect("attempts", std::to_string(payment.value("attempts", nlohmann::json::array()).size()),
           "2");
    told_.push_back({lunch.payment_key(), Told::What::kApproved});
  }

  void cancel_before_approval() {
    terminal_.heading("3. 승인 전 취소", "cancelled before approval");
    Purchase cake = purchase();
    cake.create("당근 케이크", 7'500);
    cake.scan();
    expect_status(cake.cancel_by_shop("품절"), 200);
    expect_payment(cake.tell(), "CANCELED", 0);
    expect_status(cake.confirm(kGoodCard), 409, "ALREADY_CANCELED_PAYMENT");
    told_.push_back({cake.payment_key(), Told::What::kCanceled});
  }

  void void_after_approval() {
    terminal_.heading("4. 승인 후 취소", "approved, then voided");
    Purchase beans = purchase();
    beans.create("원두 1kg", 32'000);
    beans.scan();
    expect_status(beans.confirm(kGoodCard), 200);
    expect_status(beans.cancel_by_shop("단순 변심"), 200);
    expect_payment(beans.tell(), "CANCELED", 0);
    told_.push_back({beans.payment_key(), Told::What::kCanceled});
  }

  void partial_cancel() {
    terminal_.heading("5. 부분 취소", "a part is given back");
    Purchase cups = purchase();
    cups.create("머그컵 세 개", 24'000);
    cups.scan();
    expect_status(cups.confirm(kGoodCard), 200);
    expect_status(cups.cancel_by_shop("한 개 반품", 8'000), 200);
    expect_payment(cups.tell(), "PARTIAL_CANCELED", 16'000);
    told_.push_back({cups.payment_key(), Told::What::kPartlyCanceled});
  }

  void lost_reply() {
    terminal_.heading("6. 응답이 사라져 다른 매입사로",
                      "a reply is lost: reversed, and paid by the other acquirer");
    stack_.sandbox().arm(lost_reply_to("0200"));
    nlohmann::json payment;
    // By weight: not every payment goes to the one whose reply will be lost.
    for (int tries = 0; tries < kMostTries && attempts_of(payment).size() != 2; ++tries) {
      Purchase tumbler = purchase();
      tumbler.create("텀블러", kTumbler);
      tumbler.scan();
      expect_status(tumbler.confirm(kGoodCard), 200);
      payment = tumbler.tell();
      expect_payment(payment, "DONE", kTumbler);
      told_.push_back({tumbler.payment_key(), Told::What::kApproved});
      ++tumblers_;
    }
    const auto attempts = attempts_of(payment);
    expect("attempts", std::to_string(attempts.size()), "2");
    if (attempts.size() == 2) expect("attempt 1", attempts[0].value("status", ""), "REVERSED");
  }

  void lost_for_good() {
    terminal_.heading("7. 망취소 응답도 사라짐", "the reply is lost, and the reversal's too");
    Purchase pot = purchase();
    pot.create("드립 포트", 45'000);
    pot.scan();
    for (const auto& acquirer : stack_.acquirers()) {
      for (const char* mti : {"0200", "0420"}) {
        stack_.sandbox(acquirer.part).arm(lost_reply_to(mti));
      }
    }
    expect_status(pot.confirm(kGoodCard), 504, "OUTCOME_UNKNOWN");
    const auto begun = std::chrono::steady_clock::now();
    pot.wait_for("ABORTED", kReversalPatience);
    const auto took =
        std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
    for (const auto& acquirer : stack_.acquirers()) stack_.sandbox(acquirer.part).clear();
    expect_payment(pot.tell(), "ABORTED", 45'000);
    terminal_.line("망취소까지 " + seconds_text(took), "until it was reversed, by itself");
    told_.push_back({pot.payment_key(), Told::What::kCreated});
  }

  static FaultOrder lost_reply_to(const char* mti) {
    FaultOrder fault;
    fault.kind = "lose_reply";
    fault.mti = mti;
    return fault;
  }
  static nlohmann::json attempts_of(const nlohmann::json& payment) {
    return payment.is_object() ? payment.value("attempts", nlohmann::json::array())
                               : nlohmann::json::array();
  }

  void compare_books() {
    terminal_.heading("장부 대조", "states, ledger and the card networks' journals, compared");
    const Verdict verdict = judge(read_books(stack_.postgres()), read_journals(stack_), told_);
    for (const auto& finding : verdict.findings) terminal_.bad("장부가 다릅니다", finding);
    differences_ += static_cast<int>(verdict.findings.size());
    expect("payments", std::to_string(verdict.payments), std::to_string(6 + tumblers_));
    expect("approved", std::to_string(verdict.approved), std::to_string(2 + tumblers_));
    // One of the tumblers was asked for twice.
    expect("purchases at the card networks", std::to_string(verdict.purchases),
           std::to_string(7 + tumblers_));
    expect("refunds at the card networks", std::to_string(verdict.refunds), "1");
    if (verdict.clean()) {
      terminal_.good("결제 " + std::to_string(verdict.payments) + "건, 카드망 " +
                         std::to_string(stack_.acquirers().size()) + "곳의 거래 " +
                         std::to_string(verdict.purchases) + "건이 모두 일치",
                     "all agree, entry by entry");
    }
  }

  void check_database() {
    const Finished checked = stack_.pgctl({"db", "check"});
    if (checked.status == 0) {
      terminal_.good("pgctl db check: 이상 없음", "clean");
    } else {
      ++differences_;
      terminal_.bad("pgctl db check", checked.out + checked.err);
    }
  }

  const Terminal& terminal_;
  Stack& stack_;
  const Seeded& people_;
  ShopClient shop_;
  ShopperClient shopper_;
  std::vector<Told> told_;
  int tumblers_ = 0;
  int differences_ = 0;
};

int play_in(const std::filesystem::path& directory, const DemoOptions& options,
            const Terminal& terminal, StopSignal& stop) {
  terminal.heading("pay200 시연", "demonstration of pay200 " PAY200_VERSION);
  StackOptions wanted;
  wanted.directory = directory;
  wanted.bin_directory = options.bin_directory;
  wanted.acquirers = 2;
  wanted.acquirer_timeout_ms = kAcquirerTimeoutMs;
  wanted.on_step = [&](const std::string& what, milliseconds took) {
    terminal.step(what, took);
    stop.throw_if_stopped();
  };
  Stack stack(wanted);
  const Seeded people = seed(stack, nullptr);
  const int differences = Demo(terminal, stack, people).play(stop);
  stack.stop();
  return differences;
}

}  // namespace

int run_demo(const DemoOptions& options, StopSignal& stop) {
  const Terminal terminal;
  TemporaryDirectory directory("pay200-demo");
  try {
    const int differences = play_in(directory.path(), options, terminal, stop);
    if (differences == 0) {
      terminal.heading("모두 맞습니다", "everything is as it should be; nothing is left running");
      return 0;
    }
    terminal.heading(std::to_string(differences) + "가지가 다릅니다",
                     std::to_string(differences) + " things differ");
  } catch (const Interrupted&) {
    terminal.line("모두 멈췄습니다", "interrupted; nothing is left running");
    return 1;
  } catch (const std::exception& broken) {
    terminal.bad("시연이 멈췄습니다", std::string("the demonstration broke off: ") + broken.what());
  }
  directory.keep();
  terminal.line("남겨 둔 곳: " + directory.path().string(), "logs and data are kept there");
  return 1;
}

}  // namespace pay200::dev
