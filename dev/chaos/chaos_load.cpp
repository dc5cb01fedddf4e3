#include "dev/chaos/chaos_load.hpp"

#include <array>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <random>
#include <utility>

#include "dev/chaos/fault_schedule.hpp"
#include "dev/demo_data.hpp"
#include "dev/shopper_client.hpp"

namespace pay200::dev {
namespace {

using std::chrono::milliseconds;

constexpr const char* kGoodCard = "4242";
constexpr const char* kEmptyCard = "9995";
constexpr const char* kDeclinedCard = "0341";
constexpr int kAtOnce = 8;
constexpr std::int64_t kLeastAmount = 10'000;
constexpr int kMostTries = 4;
constexpr milliseconds kBeforeNextTry{400};
constexpr milliseconds kRequestTimeout{30'000};
/// Another client may pass these on; the message is then as good as lost, for a while.
constexpr std::array<const char*, 7> kSandboxFaults = {
    "lose_request", "lose_reply", "late", "duplicate", "cut_mid_frame", "reorder", "slow"};
constexpr int kLateByMs = 2'500;  ///< past the gateway's patience

bool is_told(const ApiAnswer& answer) {
  return answer.status != 0 && answer.status != 409 && answer.status != 429 && answer.status < 500;
}

}  // namespace

/// One shopper's app, and the shops' servers as far as it deals with them.
class ChaosLoad::Buyer {
 public:
  Buyer(ChaosLoad& load, int number, const std::string& login_id)
      : load_(load),
        number_(number),
        random_(load.options_.seed * 1'000 + static_cast<std::uint64_t>(number)),
        app_(load.stack_.base_url()) {
    expect_ok(app_.log_in(login_id, kDemoPassword), "log in");
    std::vector<CardDetails> cards;
    for (const auto& card : demo_cards()) cards.push_back(card.details);
    card_ids_ = register_cards(app_, cards);
  }

  void run() {
    while (!load_.stopping_) buy();
  }

 private:
  using Act = std::function<ApiAnswer(ShopClient& shop, ShopperClient& app)>;

  std::uint32_t draw(std::uint32_t bound) { return dev::draw(random_, bound); }
  bool one_in(std::uint32_t many) { return draw(many) == 0; }

  std::string new_key(const std::string& act) {
    return act + "-" + std::to_string(number_) + "-" + unused_order_id();
  }

  void buy() {
    // All that chance decides, first: so a buyer's next purchase does not hang on how this one
    // ends.
    const auto& shop = load_.shops_[draw(static_cast<std::uint32_t>(load_.shops_.size()))];
    const std::uint32_t card = draw(10);
    const std::uint32_t after = draw(8);
    const bool create_at_once = one_in(6);
    const bool confirm_at_once = one_in(4);
    const bool cancel_at_once = one_in(4);
    const bool maltreated =
        draw(100) < static_cast<std::uint32_t>(load_.options_.sandbox_fault_percent);
    const std::string fault = kSandboxFaults[draw(kSandboxFaults.size())];
    const bool cancel_maltreated = one_in(4);

    ClientLine line;
    line.act = "create";
    line.order = unused_order_id();
    line.amount_minor = kLeastAmount + number_ + 100 * ++count_;  // nobody else's
    line.key = line.order;
    const NewOrder order{line.order, "혼란", line.amount_minor, std::nullopt};
    const ApiAnswer created = ask(shop, line, create_at_once, [&](ShopClient& client, auto&) {
      return client.create_payment(order, order.order_id);
    });
    if (!created.ok()) return;
    line.payment = created.text("paymentKey");
    const std::string token = created.body.at("qr").at("token");
    line.act = "scan";
    line.key.clear();
    if (!ask(shop, line, false, [&](auto&, ShopperClient& app) { return app.scan(token); }).ok()) {
      return;
    }
    if (maltreated && !load_.calm_) maltreat(fault, cancel_maltreated ? "0420" : "0200", line);
    line.act = "confirm";
    line.key = new_key("confirm");
    const std::string& card_id = card_ids_.at(card == 0   ? kEmptyCard
                                              : card == 1 ? kDeclinedCard
                                                          : kGoodCard);
    const ApiAnswer confirmed = ask(shop, line, confirm_at_once, [&](auto&, ShopperClient& app) {
      return app.confirm(line.payment, card_id, kDemoPin, line.key);
    });
    if (!confirmed.ok()) return;
    ++load_.paid_;
    if (after < 2) cancel(shop, line, cancel_at_once);
    if (after == 2 || after == 3) refund(shop, line, cancel_at_once, line.amount_minor / 3);
    if (after == 3) refund(shop, line, false, line.amount_minor / 4);
    // More than is left. (All of it would be a void.)
    if (after == 3) refund(shop, line, false, line.amount_minor - 1);
  }

  void cancel(const ShopAccount& shop, ClientLine line, bool at_once) {
    line.act = "cancel";
    line.key = new_key("cancel");
    ask(shop, line, at_once, [&](ShopClient& client, auto&) {
      return client.cancel_payment(line.payment, "혼란", line.key);
    });
  }

  void refund(const ShopAccount& shop, ClientLine line, bool at_once, std::int64_t part) {
    line.act = "refund";
    line.key = new_key("refund");
    line.amount_minor = part;
    ask(shop, line, at_once, [&](ShopClient& client, auto&) {
      return client.cancel_payment(line.payment, "혼란", line.key, part);
    });
  }

  /// Until it is told how it ended, or has had enough. The last answer, a good one before others.
  ApiAnswer ask(const ShopAccount& shop, const ClientLine& line, bool at_once, const Act& act) {
    ApiAnswer answer;
    for (int i = 0; i < kMostTries; ++i) {
      answer = at_once && i == 0 ? ask_at_once(shop, line, act) : ask_once(shop, line, app_, act);
      if (is_told(answer) || load_.stopping_) break;
      std::this_thread::sleep_for(kBeforeNextTry);
    }
    return answer;
  }

  ApiAnswer ask_at_once(const ShopAccount& shop, const ClientLine& line, const Act& act) {
    ++load_.bursts_;
    std::array<ApiAnswer, kAtOnce> answers;
    {
      std::vector<std::jthread> threads;
      for (ApiAnswer& answer : answers) {
        threads.emplace_back([&] {
          ShopperClient same(load_.stack_.base_url());
          same.api().http().set_cookies(app_.api().http().cookies());
          answer = ask_once(shop, line, same, act);
        });
      }
    }
    for (const ApiAnswer& answer : answers) {
      if (answer.ok()) return answer;
    }
    return answers.front();
  }

  ApiAnswer ask_once(const ShopAccount& shop, const ClientLine& line, ShopperClient& app,
                     const Act& act) {
    ClientLine sent = line;
    sent.sent = true;
    load_.log_.write(sent);
    ShopClient client(load_.stack_.base_url(), shop.secret_key);
    client.api().set_timeout(kRequestTimeout);
    app.api().set_timeout(kRequestTimeout);
    ApiAnswer answer;
    try {
      answer = act(client, app);
    } catch (const HttpFailure&) {
      answer = {};  // the line says 0
    }
    ClientLine got = line;
    got.status = answer.status;
    got.code = answer.code();
    if (answer.ok()) {
      got.state = answer.text("status");
      got.payment = answer.text("paymentKey").empty() ? line.payment : answer.text("paymentKey");
    }
    load_.log_.write(got);
    return answer;
  }

  void maltreat(const std::string& kind, const std::string& mti, const ClientLine& line) {
    FaultOrder order;
    order.kind = kind;
    order.mti = mti;
    order.amount_minor = line.amount_minor;
    order.delay_ms = kind == "late" ? kLateByMs : kind == "slow" ? 500 : 0;
    try {
      load_.stack_.sandbox().arm(order);
    } catch (const std::exception&) {
      return;  // the network itself is away
    }
    const std::lock_guard lock(load_.mutex_);
    ++load_.sandbox_faults_[kind];
  }

  ChaosLoad& load_;
  int number_;
  std::mt19937_64 random_;
  ShopperClient app_;
  std::map<std::string, std::string> card_ids_;
  std::int64_t count_ = 0;
};

ChaosLoad::ChaosLoad(const ChaosLoadOptions& options, Stack& stack, ClientLog& log,
                     const std::string& webhook_url)
    : options_(options), stack_(stack), log_(log) {
  Accounts accounts(stack_);
  for (int i = 0; i < options_.shops; ++i) {
    shops_.push_back(
        accounts.add_shop(kDemoShopName, kDemoBusinessNumber, kDemoFeeBasisPoints + i));
    ShopClient shop(stack_.base_url(), shops_.back().secret_key);
    expect_ok(shop.api().post("/v1/webhook-endpoints", {{"url", webhook_url}}), "webhook");
  }
  for (int i = 0; i < options_.buyers; ++i) {
    const std::string login_id = "buyer" + std::to_string(i) + "@example.com";
    accounts.add_shopper({login_id, kDemoShopperName, kDemoPassword, kDemoPin});
    buyers_.push_back(std::make_unique<Buyer>(*this, i, login_id));
  }
}

ChaosLoad::~ChaosLoad() { stop(); }

void ChaosLoad::start() {
  for (const auto& buyer : buyers_) {
    threads_.emplace_back([this, &buyer] {
      try {
        buyer->run();
      } catch (const std::exception& broken) {
        const std::lock_guard lock(mutex_);
        failures_.emplace_back(broken.what());
      }
    });
  }
}

void ChaosLoad::stop() {
  stopping_ = true;
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

std::map<std::string, int> ChaosLoad::sandbox_faults() const {
  const std::lock_guard lock(mutex_);
  return sandbox_faults_;
}

std::vector<std::string> ChaosLoad::failures() const {
  const std::lock_guard lock(mutex_);
  return failures_;
}

}  // namespace pay200::dev
