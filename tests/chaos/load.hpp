#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/whole_stack.hpp"

namespace pay200::test {

/// Shops and shoppers that go on buying while parts of the gateway go away and come back.
class Load {
 public:
  struct Seen {
    std::vector<dev::Told> told;
    std::vector<std::string> surprises;  ///< answers that nobody should get
    int paid = 0;
    int failed = 0;  ///< 503 and 504
  };

  /// One thread for each; they buy until stop().
  void start(std::vector<std::pair<dev::ShopClient, WholeStackTest::App>> clients) {
    clients_ = std::move(clients);
    for (auto& client : clients_) {
      threads_.emplace_back([this, &client] {
        while (!stopping_) buy(client.first, client.second);
      });
    }
  }
  /// From now on 503 and 504 are surprises.
  void expect_calm() { calm_ = true; }
  /// Confirmed until now.
  int paid() {
    const std::lock_guard lock(mutex_);
    return seen_.paid;
  }
  /// Answered 503 or 504 until now.
  int failed() {
    const std::lock_guard lock(mutex_);
    return seen_.failed;
  }
  Seen stop() {
    stopping_ = true;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    return std::move(seen_);
  }
  Load() = default;
  ~Load() { stop(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

 private:
  void buy(dev::ShopClient& shop, WholeStackTest::App& app) {
    const bool was_calm = calm_;
    const dev::NewOrder order{dev::unused_order_id(), "부하", 10'000, std::nullopt};
    const auto created =
        note(was_calm, "create", [&] { return shop.create_payment(order, order.order_id); });
    if (!created.ok()) return;
    const std::string key = created.text("paymentKey");
    keep(key, dev::Told::What::kCreated);
    const auto scanned =
        note(was_calm, "scan", [&] { return app.client.scan(created.body.at("qr").at("token")); });
    if (!scanned.ok()) return;
    const auto confirmed = note(was_calm, "confirm", [&] { return app.confirm(key); });
    if (!confirmed.ok()) return;
    keep(key, dev::Told::What::kApproved);
    if (++count_ % 4 == 0) {
      const auto canceled =
          note(was_calm, "cancel", [&] { return shop.cancel_payment(key, "부하"); });
      if (canceled.status == 200) keep(key, dev::Told::What::kCanceled);
    }
  }

  template <class Act>
  dev::ApiAnswer note(bool was_calm, const std::string& what, Act act) {
    dev::ApiAnswer answer;
    try {
      answer = act();
    } catch (const dev::HttpFailure& broken) {
      const std::lock_guard lock(mutex_);
      seen_.surprises.push_back(what + ": " + broken.what());
      return answer;
    }
    const bool away = answer.status == 503 || answer.status == 504;
    const bool expected =
        answer.ok() || answer.status == 402 || answer.status == 409 || (away && !was_calm);
    const std::lock_guard lock(mutex_);
    seen_.failed += away ? 1 : 0;
    seen_.paid += what == "confirm" && answer.ok() ? 1 : 0;
    if (!expected) seen_.surprises.push_back(what + ": " + answer.summary());
    return answer;
  }

  void keep(const std::string& key, dev::Told::What what) {
    const std::lock_guard lock(mutex_);
    seen_.told.push_back({key, what});
  }

  std::vector<std::pair<dev::ShopClient, WholeStackTest::App>> clients_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> calm_{false};
  std::atomic<int> count_{0};
  std::mutex mutex_;
  Seen seen_;  // guarded by mutex_
};

}  // namespace pay200::test
