#pragma once
// One sequence of steps, taken on the core's services and on the model at once. What the tests of
// the model are made of.

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "core/payment/payment_service.hpp"
#include "core/payment/recovery_service.hpp"
#include "tests/fcgi-app/payment_model.hpp"
#include "tests/fcgi-app/payment_model_steps.hpp"
#include "tests/fcgi-app/scripted_bank.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200::test::model {

using std::chrono::seconds;

class WorldClock final : public Clock {
 public:
  explicit WorldClock(const PaymentWorld& world) : world_(world) {}
  Time now() const override { return world_.now; }

 private:
  const PaymentWorld& world_;
};

/// What everything takes place in: one for all sequences.
struct Place {
  Place()
      : bank(world.database().owner()),
        link(bank.socket()),
        clock(world),
        config(make_config()),
        service(world.api(), clock, config, &link, PaymentWorld::kPinKey),
        recovery(world.relay(), clock, config, link) {}
  static Config make_config() {
    Config config;
    config.acquirers.emplace_back();
    config.acquirers[0].name = "sandbox";
    config.relay.reversal_backoff_first_ms = 100;
    config.relay.reversal_backoff_most_ms = 200;
    config.relay.attempt_grace_ms = 1'000;
    config.relay.refund_settle_ms = 1;
    config.limits.confirms_per_shopper = 0;
    return config;
  }

  PaymentWorld world;
  ScriptedBank bank;
  LinkClient link;
  WorldClock clock;
  const Config config;
  PaymentService service;
  RecoveryService recovery;
};

class Sequence {
 public:
  Sequence(Place& place, std::uint64_t seed)
      : place_(place), contract_(contract_of(seed)), model_(contract_, 0) {
    // Ahead of the machine's clock, by which the link's client holds deadlines.
    place_.world.now = system_clock().now() + std::chrono::hours(24);
    model_.now = seconds_of(place_.world.now);
    place_.world.merchant_id = merchant_ = MerchantId::make_random();
    place_.world.database().operators().call(
        {"model_merchant",
         "SELECT add_merchant($1, 'test', '데모 상점', '1234567891', $2, $3, $4, "
         "p_fee_refundable => $5, p_refund_limit => $6)"},
        db::Params()
            .add(merchant_)
            .add(contract_.basis_points)
            .add(contract_.fixed)
            .add(place_.world.now)
            .add(contract_.refundable)
            .add(contract_.refund_limit));
  }

  /// What differs, if anything.
  std::optional<std::string> take(const Step& step) {
    told_ = "";
    perform(step);
    if (difference_.empty()) compare();
    if (auto failure = place_.bank.failure()) difference_ += "\n  " + *failure;
    if (difference_.empty()) return std::nullopt;
    return difference_;
  }
  /// Until nothing is owed; then what the bank holds.
  std::optional<std::string> end() {
    for (int round = 0; round < 6; ++round) relay(Bank::kDoes);
    told_ = "the relay goes on until nothing is owed";
    compare();
    if (model_.owes()) differs("owed", "something", "nothing");
    for (int i = 0; i < model_.payments(); ++i) {
      std::int64_t holds = 0;
      for (const auto& attempt : read(i).attempts) holds += place_.bank.holds(attempt.id);
      differs("held by the bank for #" + std::to_string(i), std::to_string(model_.held_by_bank(i)),
              std::to_string(holds));
    }
    if (difference_.empty()) return std::nullopt;
    return difference_;
  }
  /// The step that was taken last, in words.
  const std::string& told() const { return told_; }

 private:
  static std::int64_t seconds_of(Time time) {
    return std::chrono::duration_cast<seconds>(time.time_since_epoch()).count();
  }
  void perform(const Step& step) {
    const auto& r = step.r;
    switch (step.act) {
      case Act::kCreate:
        return ask(create_of(step, ++keys_), {}, 0);
      case Act::kRepeat:
        if (!keyed_.empty()) ask(repeat_of(r), script_of(r), r[2] / 64);
        return;
      case Act::kWait:
        return wait(std::array{1, 30, 200, 320, 700, 9 * 3600}[r[0] % 6]);
      case Act::kSweep:
        told_ = "deadlines take effect";
        model_.sweep();
        place_.recovery.sweep_deadlines();
        return;
      case Act::kRelay:
        return relay(bank_of(r[0]));
      case Act::kScan:
      case Act::kConfirm:
      case Act::kShopConfirm:
      case Act::kCancel:
      case Act::kLateApproval:
      case Act::kDie:
        break;
    }
    if (model_.payments() == 0) return;
    const int payment = payment_of(r[0]);
    if (step.act == Act::kLateApproval) return approve_late(payment, r[1]);
    if (step.act == Act::kDie) return die(payment);
    ask(request_of(step, payment, model_, ++keys_), script_of(r), r[2] / 64);
  }

  // ---- requests

  int payment_of(unsigned number) const {
    const int last = model_.payments() - 1;
    return number % 4 != 0 ? last : static_cast<int>(number / 4) % (last + 1);
  }
  Request repeat_of(const std::array<unsigned, 7>& r) {
    Request request = keyed_[r[0] % 3 != 0 ? keyed_.size() - 1 : r[4] % keyed_.size()];
    if (r[5] % 6 == 0) request.key->body = 2;
    return request;
  }
  Script script_of(const std::array<unsigned, 7>& r) const {
    return {.pay = bank_of(r[5] / 7), .back = bank_of(r[6])};
  }

  /// Asks both. While the bank has the payment something else may happen: which, `by_the_way` says.
  void ask(const Request& request, const Script& script, unsigned by_the_way) {
    told_ = to_text(request) + " (the bank " + to_text(script.pay) +
            "; a void or refund: " + to_text(script.back) + ")";
    const auto other = meanwhile_of(request, by_the_way);
    std::vector<Told> expected, found;
    Script theirs = script, ours = script;
    theirs.meanwhile = [&] { other.on_model(expected); };
    ours.meanwhile = [&] { other.on_core(found); };
    const int payments = model_.payments();
    const Told by_model = model_.ask(request, theirs);
    place_.bank.follow(ours);
    const Told by_core = ask_core(request, payments);
    place_.bank.follow({});
    if (!expected.empty() || !found.empty()) told_ += ", meanwhile " + other.what;
    if (request.key) keyed_.push_back(request);
    told_ += " -> " + to_text(by_model);
    differs("answer", to_text(by_model), to_text(by_core));
    differs("answers meanwhile", all_of(expected), all_of(found));
  }

  struct Meanwhile {
    std::string what;
    std::function<void(std::vector<Told>&)> on_model, on_core;
  };
  Meanwhile meanwhile_of(const Request& request, unsigned choice) {
    Request other{.act = Request::Act::kCancel, .payment = request.payment};
    switch (choice % 12) {
      case 0:
        break;
      case 1:
        other.by = By::kShopper;
        break;
      case 2:
        other.by = By::kPage;
        other.key = Key{++keys_, 1};
        break;
      case 3:
        other = {.act = Request::Act::kConfirm, .payment = request.payment};
        break;
      case 4:
        other = request;  // the very same, under its key if it has one
        break;
      case 5:
        other = {.act = Request::Act::kScan, .payment = request.payment, .shopper = 2};
        break;
      case 6:
        return time_passes(15, true);
      case 7:
        return time_passes(1'000, false);
      default:
        return {"nothing", [](std::vector<Told>&) {}, [](std::vector<Told>&) {}};
    }
    return {to_text(other),
            [this, other](std::vector<Told>& told) { told.push_back(model_.ask(other, {})); },
            [this, other](std::vector<Told>& told) { told.push_back(ask_core(other, 0)); }};
  }
  Meanwhile time_passes(int how_long, bool gives_up) {
    const Told passed{.code = "time passes"};
    return {std::to_string(how_long) + " s pass" + (gives_up ? " and it is given up" : ""),
            [this, how_long, gives_up, passed](std::vector<Told>& told) {
              model_.now += how_long;
              gives_up ? model_.give_up_attempts() : model_.sweep();
              told.push_back(passed);
            },
            [this, how_long, gives_up, passed](std::vector<Told>& told) {
              place_.world.now += seconds(how_long);
              gives_up ? place_.recovery.sweep_attempts() : place_.recovery.sweep_deadlines();
              told.push_back(passed);
            }};
  }
  std::string all_of(const std::vector<Told>& told) const {
    std::string all;
    for (const Told& one : told) all += (all.empty() ? "" : ", ") + to_text(one);
    return all;
  }

  // ---- the core's side

  /// `payments`: how many there were before.
  Told ask_core(const Request& request, int payments) {
    if (request.act == Request::Act::kCreate) return created(request, payments);
    const PaymentKey key = payment_keys_.at(static_cast<std::size_t>(request.payment));
    const ShopperId shopper =
        request.shopper == 1 ? place_.world.shopper_id : place_.world.other_shopper_id;
    switch (request.act) {
      case Request::Act::kScan:
        return told(place_.service.scan_payment(key, shopper, request.wrong), request.payment);
      case Request::Act::kConfirm:
        return told(place_.service.confirm_payment({.key = key,
                                                    .shopper_id = shopper,
                                                    .card_id = request.shopper == 1
                                                                   ? place_.world.card_id
                                                                   : place_.world.other_card_id,
                                                    .pin = PaymentWorld::kPin,
                                                    .idempotency = claim_of(request)}),
                    request.payment);
      case Request::Act::kShopConfirm:
        return told(place_.service.shop_confirm_payment(
                        {.key = key,
                         .order_id = orders_.at(static_cast<std::size_t>(request.payment)),
                         .amount_minor = model_.total(request.payment) + (request.wrong ? 1 : 0),
                         .idempotency = claim_of(request)}),
                    request.payment);
      case Request::Act::kCancel:
      case Request::Act::kCreate:
        break;
    }
    return told(
        place_.service.cancel_payment(
            {.key = key,
             .by_shopper = request.by == By::kShopper ? std::optional(shopper) : std::nullopt,
             .by_page = request.by == By::kPage,
             .amount_minor = request.part,
             .current_balance_minor = request.believed,
             .reason = "변심",
             .idempotency = claim_of(request)}),
        request.payment);
  }
  Told created(const Request& request, int payments) {
    const std::string order = "order-" + std::to_string(request.order);
    const auto answer = place_.service.create_payment({.merchant_id = merchant_,
                                                       .order_id = order,
                                                       .order_name = "커피 두 잔",
                                                       .amount = {request.amount, Currency::kKrw},
                                                       .by_client = request.by_client,
                                                       .customer_name = std::nullopt,
                                                       .idempotency = claim_of(request)});
    if (answer.result && !answer.replayed && static_cast<int>(payment_keys_.size()) == payments) {
      payment_keys_.push_back(answer.result->key);
      orders_.push_back(order);
    }
    int number = -1;
    if (answer.result) {
      const auto found = std::ranges::find(payment_keys_, answer.result->key);
      number = static_cast<int>(found - payment_keys_.begin());
    }
    return told(answer, number);
  }
  static std::optional<IdempotencyClaim> claim_of(const Request& request) {
    if (!request.key) return std::nullopt;
    const bool create = request.act == Request::Act::kCreate;
    std::string scope = std::to_string(static_cast<int>(request.act)) + "/" +
                        std::to_string(create ? -1 : request.payment) + "/" +
                        std::to_string(request.key->number);
    scope.resize(32, ' ');
    std::string body = std::to_string(request.key->body);
    body.resize(32, ' ');
    return IdempotencyClaim{scope, body};
  }
  static Told told(const PaymentAnswer& answer, int number) {
    Told told = Sequence::told(answer.result, number);
    told.pending = answer.pending;
    told.replayed = answer.replayed;
    return told;
  }
  static Told told(const Result<Payment>& result, int number) {
    if (!result) return {.code = std::string(wire_name(result.error().code))};
    return {.code = "ok",
            .payment = number,
            .status = std::string(to_text(result->status())),
            .balance = result->balance.amount_minor};
  }

  // ---- what is not asked for

  void wait(int how_long) {
    told_ = std::to_string(how_long) + " s pass";
    model_.now += how_long;
    place_.world.now += seconds(how_long);
  }
  void relay(Bank bank) {
    told_ = "the relay's round (the bank " + to_text(bank) + ")";
    model_.relay(bank);
    place_.world.now += seconds(15);
    place_.bank.follow({.pay = bank, .back = bank});
    place_.recovery.sweep_attempts();
    for (const auto& due : place_.recovery.due_reversals(RecoveryService::kMostInRound)) {
      if (due.merchant_id == merchant_) place_.recovery.send_reversal(due);
    }
    for (const auto& due : place_.recovery.due_refunds(RecoveryService::kMostInRound)) {
      if (due.merchant_id == merchant_) place_.recovery.advance_refund(due);
    }
    place_.bank.follow({});
  }
  /// The bank says that it has charged an attempt, after we had given it up: nothing changes that
  /// anybody sees, and it is reversed.
  void approve_late(int payment, unsigned which) {
    const auto attempts = read(payment).attempts;
    if (attempts.empty()) return;
    const auto& attempt = attempts[which % attempts.size()];
    if (attempt.state != "unknown" && attempt.state != "reversed") return;
    if (!place_.bank.charge_late(attempt.id, model_.total(payment))) return;
    told_ = "an approval comes late for #" + std::to_string(payment);
    place_.world.database().link().call(
        {"model_late", "SELECT note_late_approval($1, $2, 'L12345', $3, $4)"},
        db::Params()
            .add(merchant_)
            .add(attempt.id)
            .add(ReversalId::make(place_.world.now))
            .add(place_.world.now));
  }
  void die(int payment) {
    told_ = "a worker dies with an attempt of #" + std::to_string(payment);
    if (!model_.confirm_and_die(payment)) return;
    const auto begun = place_.world.begin(payment_keys_.at(static_cast<std::size_t>(payment)),
                                          place_.world.new_attempt());
    differs("begun", "started", begun.outcome);
  }

  // ---- comparing

  Payment read(int payment) {
    return place_.service.get_payment(payment_keys_.at(static_cast<std::size_t>(payment))).value();
  }
  static std::string view_of(const Payment& payment) {
    std::string attempts, cancels;
    for (const auto& attempt : payment.attempts) {
      attempts += (attempts.empty() ? "" : ", ") + attempt.state;
    }
    for (const auto& cancel : payment.cancels) {
      cancels += (cancels.empty() ? "" : ", ") + std::to_string(cancel.amount.amount_minor) + " " +
                 cancel.type + " " + cancel.state;
    }
    return std::string(to_text(payment.status())) + " " +
           std::to_string(payment.balance.amount_minor) + "; " + attempts + "; " + cancels;
  }
  void compare() {
    differs("payments", std::to_string(model_.payments()), std::to_string(payment_keys_.size()));
    if (!difference_.empty()) return;
    for (int i = 0; i < model_.payments(); ++i) {
      differs("#" + std::to_string(i), model_.view(i), view_of(read(i)));
    }
    static const db::Statement kBooks{"model_books", R"(
        SELECT coalesce((SELECT string_agg(account || ' ' || amount, ', ' ORDER BY account COLLATE "C") FROM (
                   SELECT account, sum(amount_minor) AS amount FROM ledger_entry WHERE merchant_id = $1
                   GROUP BY account HAVING sum(amount_minor) <> 0) a), '') AS ledger,
               coalesce((SELECT string_agg(line, ', ' ORDER BY line COLLATE "C") FROM (
                   SELECT type || ' ' || amount_minor || CASE WHEN moved THEN '' ELSE ' unmoved' END AS line
                   FROM transaction WHERE merchant_id = $1) t), '') AS transactions)"};
    const auto rows = place_.world.database().owner().read(kBooks, db::Params().add(merchant_));
    differs("ledger", model_.ledger(), db::text(rows[0], "ledger"));
    differs("transactions", model_.transactions(), db::text(rows[0], "transactions"));
  }
  void differs(const std::string& what, const std::string& expected, const std::string& found) {
    if (expected == found) return;
    difference_ += "\n  " + what + "\n    model: " + expected + "\n    core:  " + found;
  }

  Place& place_;
  Contract contract_;
  PaymentModel model_;
  MerchantId merchant_;
  std::vector<PaymentKey> payment_keys_;
  std::vector<std::string> orders_;
  std::vector<Request> keyed_;
  int keys_ = 0;
  std::string told_, difference_;
};

}  // namespace pay200::test::model
