#include "tests/support/second_acquirer.hpp"

#include <future>
#include <memory>
#include <thread>
#include <utility>

namespace pay200::test {

class SecondAcquirer::InMemory final : public Acquirer {
 public:
  explicit InMemory(SecondAcquirer& told) : told_(told) {}

  void pay(const PayMessage& message, Time deadline, Done done) override {
    {
      const std::lock_guard lock(told_.mutex_);
      if (told_.does_ != Does::kDoNotSend) {
        told_.payments_.push_back(message);
        told_.payments_.back().card = {};
      }
    }
    answer(told_.does_, deadline, std::move(done));
  }
  void verify(const VerifyMessage&, Time deadline, Done done) override {
    answer(told_.does_, deadline, std::move(done));
  }
  void reverse(const ReverseMessage&, Time deadline, Done done) override {
    ++told_.reversals_;
    answer(told_.with_reversals_, deadline, std::move(done));
  }
  void refund(const RefundMessage&, Time deadline, Done done) override {
    answer(told_.does_, deadline, std::move(done));
  }
  void inquire(const InquireMessage&, Time deadline, Done done) override {
    answer(told_.does_, deadline, std::move(done));
  }
  bool ready() const override { return told_.ready_; }
  void on_late_approval(LateApprovalHandler handler) override {
    const std::lock_guard lock(told_.mutex_);
    told_.late_ = std::move(handler);
  }
  void drain() override {
    const std::lock_guard lock(mutex_);
    answers_.clear();
  }

 private:
  void answer(Does does, Time deadline, Done done) {
    const std::lock_guard lock(mutex_);
    answers_.push_back(std::async(std::launch::async, [does, deadline, done = std::move(done)] {
      if (does == Does::kDoNotSend) return done({OutcomeKind::kNotSent, {}, {}, "told not to"});
      if (does == Does::kApprove) return done({OutcomeKind::kAnswered, "00", "M00001", {}});
      if (does == Does::kApproveAtTheLast) {
        std::this_thread::sleep_until(deadline - std::chrono::milliseconds(300));
        return done({OutcomeKind::kAnswered, "00", "M00001", {}});
      }
      std::this_thread::sleep_until(deadline);
      done({OutcomeKind::kUnknown, {}, {}, "told to say nothing"});
    }));
  }

  SecondAcquirer& told_;
  std::mutex mutex_;
  std::vector<std::future<void>> answers_;
};

SecondAcquirer& SecondAcquirer::fresh() {
  static SecondAcquirer& one = []() -> SecondAcquirer& {
    static SecondAcquirer second;
    register_acquirer_kind("in_memory", [](const Config::Acquirer&) -> std::unique_ptr<Acquirer> {
      return std::make_unique<InMemory>(second);
    });
    return second;
  }();
  const std::lock_guard lock(one.mutex_);
  one.ready_ = true;
  one.tell(Does::kApprove);
  one.reversals_ = 0;
  one.payments_.clear();
  return one;
}

Config::Acquirer SecondAcquirer::config() {
  Config::Acquirer config;
  config.name = "second";
  config.kind = "in_memory";
  config.host = "nowhere";
  config.terminals = {"MEMO0001"};
  config.acquirer_id = "200201";
  config.only_test = true;
  return config;
}

std::vector<PayMessage> SecondAcquirer::payments() const {
  const std::lock_guard lock(mutex_);
  return payments_;
}

void SecondAcquirer::say_late(const LateApproval& approval) {
  Acquirer::LateApprovalHandler late;
  {
    const std::lock_guard lock(mutex_);
    late = late_;
  }
  late(approval);
}

}  // namespace pay200::test
