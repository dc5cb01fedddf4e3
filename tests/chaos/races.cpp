#include "tests/chaos/races.hpp"

#include <algorithm>
#include <set>
#include <thread>
#include <utility>

#include "core/platform/crypto/crypto.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using std::chrono::milliseconds;

/// Long enough to fall before, into and after an authorization.
constexpr int kConfirmTakesMs = 3 * kNetworkMs;

void after(milliseconds wait, const std::function<void()>& act) {
  std::this_thread::sleep_for(wait);
  act();
}

/// A cancel of what is paid may be 202 instead of 200 in any of these: the relay took it first, or
/// a slow machine's acquirer was not waited for. It has ended the same all the same.
ApiAnswer ended(ApiAnswer answer) {
  if (answer.status == 202) answer.status = 200;
  return answer;
}

std::vector<ApiAnswer> ended(std::vector<ApiAnswer> answers) {
  for (ApiAnswer& answer : answers) answer = ended(std::move(answer));
  return answers;
}

// The scan

std::string two_shoppers_scan(RaceLane& lane) {
  const RaceOrder order = lane.created();
  WholeStackTest::App* const apps[] = {lane.shopper.data(), &lane.other_shopper};
  const auto scans =
      results_together(2, [&](std::size_t i) { return apps[i]->client.scan(order.qr_token); });
  const std::size_t holder = scans[0].ok() ? 0 : 1;
  const auto confirms =
      results_together(2, [&](std::size_t i) { return apps[i]->confirm(order.key); });
  return tally(scans) + "; holder's confirm " + said(confirms[holder]) + ", other's " +
         (confirms[1 - holder].ok() ? "accepted" : "refused") + ": " + lane.status(order);
}

std::string one_shopper_scans_again(RaceLane& lane) {
  const RaceOrder order = lane.created();
  const auto scans = results_together(
      4, [&](std::size_t i) { return lane.shopper[i].client.scan(order.qr_token); });
  return tally(scans) + ": " + lane.status(order);
}

std::string hold_lapses(RaceLane& lane) {
  const RaceOrder order = lane.held();
  lane.let_hold_lapse(order, lane.up_to(kConfirmTakesMs));
  const auto confirm_at = lane.up_to(kConfirmTakesMs);
  const auto scan_at = lane.up_to(kConfirmTakesMs);
  ApiAnswer confirm, scan;
  together(
      {[&] { after(confirm_at, [&] { confirm = lane.shopper[0].confirm(order.key); }); },
       [&] { after(scan_at, [&] { scan = lane.other_shopper.client.scan(order.qr_token); }); }});
  return said({{"confirm", confirm}, {"other's scan", scan}}) + ": " + lane.status(order);
}

// Confirm, cancel and expiry

std::string scan_confirm_cancel_expiry(RaceLane& lane) {
  const RaceOrder order = lane.created();
  const auto expire_at = lane.up_to(kConfirmTakesMs);
  const auto cancel_at = lane.up_to(2 * kConfirmTakesMs);
  ApiAnswer scan, confirm, cancel;
  together({[&] {
              scan = lane.shopper[0].client.scan(order.qr_token);
              if (scan.ok()) confirm = lane.shopper[0].confirm(order.key);
            },
            [&] { after(cancel_at, [&] { cancel = lane.cancel(0, order); }); },
            [&] { lane.let_expire(order, expire_at); }});
  return said({{"scan", scan}}) + (scan.ok() ? ", " + said({{"confirm", confirm}}) : "") + ", " +
         said({{"cancel", cancel}}) + ": " + lane.status(order);
}

std::string confirm_cancel_expiry(RaceLane& lane) {
  const RaceOrder order = lane.held();
  const auto cancel_at = lane.up_to(kConfirmTakesMs);
  lane.let_expire(order, lane.up_to(2 * kConfirmTakesMs));
  ApiAnswer confirm, cancel;
  together({[&] { confirm = lane.shopper[0].confirm(order.key); },
            [&] { after(cancel_at, [&] { cancel = lane.cancel(0, order); }); }});
  return said({{"confirm", confirm}, {"cancel", cancel}}) + ": " + lane.status(order);
}

std::string cancel_while_authorizing(RaceLane& lane) {
  const RaceOrder order = lane.held();
  const auto cancel_at = lane.up_to(kConfirmTakesMs);
  ApiAnswer confirm, cancel;
  together({[&] { confirm = lane.shopper[0].confirm(order.key); },
            [&] { after(cancel_at, [&] { cancel = lane.cancel(0, order); }); }});
  return said({{"confirm", confirm}, {"cancel", cancel}}) + ": " + lane.status(order);
}

std::string expiry_while_authorizing(RaceLane& lane) {
  const RaceOrder order = lane.held();
  lane.let_expire(order, lane.up_to(kConfirmTakesMs));
  const auto confirm_at = lane.up_to(kConfirmTakesMs);
  ApiAnswer confirm;
  after(confirm_at, [&] { confirm = lane.shopper[0].confirm(order.key); });
  return said({{"confirm", confirm}}) + ": " + lane.status(order);
}

std::string four_devices_confirm(RaceLane& lane) {
  const RaceOrder order = lane.held();
  const auto confirms =
      results_together(4, [&](std::size_t i) { return lane.shopper[i].confirm(order.key); });
  const auto paid = std::ranges::count_if(confirms, &ApiAnswer::ok);
  const bool others_know = std::ranges::all_of(confirms, [](const ApiAnswer& answer) {
    return answer.ok() || answer.code() == "PAYMENT_IN_PROGRESS" ||
           answer.code() == "ALREADY_PROCESSED_PAYMENT";
  });
  return std::to_string(paid) + " charged, " + (others_know ? "3 told so" : tally(confirms)) +
         ": " + lane.status(order);
}

// The shop's confirm

std::string shopper_withdraws(RaceLane& lane) {
  const RaceOrder order = lane.awaiting_shop();
  const auto withdraw_at = lane.up_to(kConfirmTakesMs);
  ApiAnswer confirm, withdraw;
  together(
      {[&] { confirm = lane.shop_confirm(0, order); },
       [&] { after(withdraw_at, [&] { withdraw = lane.shopper[0].client.cancel(order.key); }); }});
  return said({{"confirm", confirm}, {"withdraw", withdraw}}) + ": " + lane.status(order);
}

std::string shop_confirms_twice(RaceLane& lane) {
  const RaceOrder order = lane.awaiting_shop();
  RaceOrder other_amount = order;
  ++other_amount.amount_minor;
  const RaceOrder* const orders[] = {&order, &order, &other_amount};
  const auto confirms =
      results_together(3, [&](std::size_t i) { return lane.shop_confirm(i, *orders[i]); });
  return tally({confirms[0], confirms[1]}) + ", other amount " + said(confirms[2]) + ": " +
         lane.status(order);
}

std::string declined_in_the_shops_confirm(RaceLane& lane) {
  const RaceOrder order = lane.awaiting_shop(kEmptyCard);
  const auto choose_at = lane.up_to(kConfirmTakesMs);
  ApiAnswer declined, chosen;
  together({[&] { declined = lane.shop_confirm(0, order); },
            [&] { after(choose_at, [&] { chosen = lane.shopper[0].confirm(order.key); }); }});
  const std::string first = said({{"confirm", declined}, {"other card", chosen}});
  if (!chosen.ok()) dev::expect_ok(lane.shopper[0].confirm(order.key), "card choice");
  const ApiAnswer paid = lane.shop_confirm(1, order);
  return first + "; then " + said({{"confirm", paid}}) + ": " + lane.status(order);
}

// One order

std::string creates_of_one_order(RaceLane& lane) {
  RaceOrder order;
  order.order_id = dev::unused_order_id();
  order.amount_minor = unused_amount();
  const auto creates =
      results_together(4, [&](std::size_t i) { return lane.create_again(i, order); });
  std::multiset<std::string> ends;
  for (const ApiAnswer& create : creates) {
    order.key = create.text("paymentKey");
    if (create.ok()) ends.insert(lane.status(order));
  }
  return tally(creates) + ": " + std::to_string(ends.count("READY")) + " READY, " +
         std::to_string(ends.count("EXPIRED")) + " EXPIRED";
}

std::string create_against_confirm(RaceLane& lane) {
  const RaceOrder order = lane.held();
  ApiAnswer confirm, create;
  together({[&] { confirm = lane.shopper[0].confirm(order.key); },
            [&] { create = lane.create_again(0, order); }});
  return said({{"confirm", confirm}, {"create", create}}) + ": " + lane.status(order);
}

std::string create_against_cancel_of_paid(RaceLane& lane) {
  const RaceOrder order = lane.paid();
  const auto create_at = lane.up_to(kConfirmTakesMs);
  ApiAnswer cancel, create;
  together({[&] { cancel = lane.cancel(0, order); },
            [&] { after(create_at, [&] { create = lane.create_again(1, order); }); }});
  return said({{"cancel", ended(cancel)}, {"create", create}}) + ": " + lane.status(order);
}

std::string creates_of_a_paid_order(RaceLane& lane) {
  const RaceOrder order = lane.paid();
  const auto creates =
      results_together(4, [&](std::size_t i) { return lane.create_again(i, order); });
  return tally(creates) + ": " + lane.status(order);
}

// Money that goes back

std::string balance_text(const nlohmann::json& payment) {
  return payment.at("status").get<std::string>() + ", " +
         std::to_string(payment.at("cancels").size()) + " cancels, left " +
         std::to_string(payment.at("balanceAmount").get<std::int64_t>());
}

std::string twenty_partial_cancels(RaceLane& lane) {
  constexpr int kFit = 7;
  const std::int64_t each = unused_amount();
  const RaceOrder order = lane.paid(kFit * each + 3);
  const auto cancels = results_together(20, [&](std::size_t i) {
    return lane.servers[i].cancel_payment(order.key, "한꺼번에", {}, each);
  });
  lane.refunds[each] = kFit;
  return tally(ended(cancels)) + ": " + balance_text(lane.end_of(order));
}

std::string whole_against_part(RaceLane& lane) {
  const std::int64_t part = unused_amount();
  const RaceOrder order = lane.paid(3 * part + 1);
  ApiAnswer whole, some;
  together({[&] { whole = lane.cancel(0, order); },
            [&] { some = lane.servers[1].cancel_payment(order.key, "부분", {}, part); }});
  lane.refunds[part] = some.ok() ? 1 : 0;
  lane.refunds[2 * part + 1] = some.ok() ? 1 : 0;
  const auto end = lane.end_of(order);
  return said({{"whole", ended(whole)}, {"part", ended(some)}}) + ": " + balance_text(end) + ", " +
         lane.given_back_as(order);
}

std::string void_against_cut_off(RaceLane& lane) {
  const RaceOrder order = lane.paid();
  if (lane.round % 2 == 0) {  // the acquirer's clock is ahead of ours
    dev::FaultOrder cleared;
    cleared.kind = "already_cleared";
    cleared.mti = "0400";
    cleared.amount_minor = order.amount_minor;
    lane.stack.sandbox().arm(cleared);
  }
  const auto cut_off_at = lane.up_to(kConfirmTakesMs);
  std::vector<ApiAnswer> cancels(2);
  together({[&] { cancels[0] = lane.cancel(0, order); },
            [&] { cancels[1] = lane.cancel(1, order); },
            [&] { after(cut_off_at, [&] { lane.let_cut_off_pass(order); }); }});
  const auto end = lane.end_of(order);
  const std::string as = lane.given_back_as(order);
  lane.refunds[order.amount_minor] = as == "REFUND" ? 1 : 0;
  return tally(ended(cancels)) + ": " + balance_text(end) + ", " + as;
}

std::string stated_balance(RaceLane& lane) {
  const std::int64_t part = unused_amount();
  const RaceOrder order = lane.paid(3 * part);
  const auto cancels = results_together(2, [&](std::size_t i) {
    return lane.servers[i].api().post("/v1/payments/" + order.key + "/cancel",
                                      {{"cancelReason", "부분 반품"},
                                       {"cancelAmount", part},
                                       {"currentBalance", order.amount_minor}});
  });
  lane.refunds[part] = 1;
  const auto end = lane.end_of(order);
  const bool left_two = end.at("balanceAmount") == 2 * part;
  return tally(ended(cancels)) + ": " + end.at("status").get<std::string>() +
         (left_two ? ", the rest is left" : ", left " + end.at("balanceAmount").dump());
}

// The same request again

using KeyedAct = std::function<ApiAnswer(std::size_t who, const std::string& idempotency_key)>;

/// Eight at once under one key, and one more when all of them have been answered.
std::string repeated(const KeyedAct& act) {
  const std::string key = crypto::to_hex(crypto::random_bytes(16));
  auto answers = results_together(8, [&](std::size_t i) { return act(i, key); });
  const ApiAnswer later = act(0, key);
  if (!later.replayed()) return "later " + said(later) + ", no replay";
  answers.push_back(later);
  std::set<std::string> bodies;
  for (const ApiAnswer& answer : answers) {
    if (answer.status == 200) {
      bodies.insert(answer.raw.body);
    } else if (answer.status != 202 && answer.code() != "IDEMPOTENCY_KEY_IN_USE") {
      return tally(answers);
    }
  }
  return std::to_string(bodies.size()) + " answer";
}

std::string repeated_create(RaceLane& lane) {
  RaceOrder order;
  order.order_id = dev::unused_order_id();
  order.amount_minor = unused_amount();
  const std::string how = repeated([&](std::size_t i, const std::string& key) {
    const ApiAnswer answer = lane.create_again(i, order, key);
    if (i == 0 && answer.ok()) order.key = answer.text("paymentKey");
    return answer;
  });
  return how + ": " + lane.status(order);
}

std::string repeated_confirm(RaceLane& lane) {
  const RaceOrder order = lane.held();
  const std::string how = repeated([&](std::size_t i, const std::string& key) {
    return lane.shopper[i].confirm(order.key, kGoodCard, key);
  });
  return how + ": " + lane.status(order);
}

std::string repeated_withdrawal(RaceLane& lane) {
  const RaceOrder order = lane.held();
  const std::string how = repeated([&](std::size_t i, const std::string& key) {
    return lane.shopper[i].client.cancel(order.key, key);
  });
  return how + ": " + lane.status(order);
}

std::string repeated_shop_confirm(RaceLane& lane) {
  const RaceOrder order = lane.awaiting_shop();
  const std::string how = repeated(
      [&](std::size_t i, const std::string& key) { return lane.shop_confirm(i, order, key); });
  return how + ": " + lane.status(order);
}

std::string repeated_void(RaceLane& lane) {
  const RaceOrder order = lane.paid();
  const std::string how = repeated([&](std::size_t i, const std::string& key) {
    return lane.servers[i].cancel_payment(order.key, "단순 변심", key);
  });
  return how + ": " + balance_text(lane.end_of(order)) + ", " + lane.given_back_as(order);
}

std::string repeated_partial_cancel(RaceLane& lane) {
  const std::int64_t part = unused_amount();
  const RaceOrder order = lane.paid(2 * part + 1);
  const std::string how = repeated([&](std::size_t i, const std::string& key) {
    return lane.servers[i].cancel_payment(order.key, "부분 반품", key, part);
  });
  lane.refunds[part] = 1;
  const auto end = lane.end_of(order);
  return how + ": " + end.at("status").get<std::string>() + ", " +
         std::to_string(end.at("cancels").size()) + " cancels, " + lane.given_back_as(order);
}

}  // namespace

const std::vector<Race>& races() {
  // Who came too late is told how the payment stands at that moment: hence several lines.
  static const std::vector<Race> table = {
      {"TwoShoppersScanOneCode",
       two_shoppers_scan,
       {"1x 200, 1x ALREADY_SCANNED_PAYMENT; holder's confirm 200, other's refused: DONE"}},
      {"OneShopperScansAgain", one_shopper_scans_again, {"4x 200: IN_PROGRESS"}},
      {"AHoldLapsesAsAnotherScans",
       hold_lapses,
       {"confirm 200, other's scan ALREADY_SCANNED_PAYMENT: DONE",
        "confirm 200, other's scan PAYMENT_IN_PROGRESS: DONE",
        "confirm 200, other's scan ALREADY_PROCESSED_PAYMENT: DONE",
        "confirm ALREADY_SCANNED_PAYMENT, other's scan 200: IN_PROGRESS",
        "confirm NOT_SCANNED_PAYMENT, other's scan 200: IN_PROGRESS",
        "confirm NOT_SCANNED_PAYMENT, other's scan ALREADY_SCANNED_PAYMENT: READY"}},
      {"ScanConfirmCancelAndExpiry",
       scan_confirm_cancel_expiry,
       {"scan 200, confirm 200, cancel 200: CANCELED",
        "scan 200, confirm 200, cancel 202: CANCELED",  // the void was not waited for
        "scan 200, confirm ALREADY_CANCELED_PAYMENT, cancel 200: CANCELED",
        "scan 200, confirm ALREADY_CANCELED_PAYMENT, cancel 202: CANCELED",
        "scan 200, confirm EXPIRED_PAYMENT, cancel EXPIRED_PAYMENT: EXPIRED",
        "scan ALREADY_CANCELED_PAYMENT, cancel 200: CANCELED",
        "scan EXPIRED_PAYMENT, cancel EXPIRED_PAYMENT: EXPIRED"}},
      {"ConfirmCancelAndExpiry",
       confirm_cancel_expiry,
       {"confirm 200, cancel 200: CANCELED", "confirm 200, cancel 202: CANCELED",
        "confirm ALREADY_CANCELED_PAYMENT, cancel 200: CANCELED",
        "confirm ALREADY_CANCELED_PAYMENT, cancel 202: CANCELED",
        "confirm EXPIRED_PAYMENT, cancel EXPIRED_PAYMENT: EXPIRED"}},
      {"CancelWhileAuthorizing",
       cancel_while_authorizing,
       {"confirm 200, cancel 200: CANCELED", "confirm 200, cancel 202: CANCELED",
        "confirm ALREADY_CANCELED_PAYMENT, cancel 200: CANCELED",
        "confirm ALREADY_CANCELED_PAYMENT, cancel 202: CANCELED"}},
      {"ExpiryWhileAuthorizing",
       expiry_while_authorizing,
       {"confirm 200: DONE", "confirm EXPIRED_PAYMENT: EXPIRED"}},
      {"FourDevicesConfirm", four_devices_confirm, {"1 charged, 3 told so: DONE"}},
      {"TheShopperWithdrawsAsTheShopConfirms",
       shopper_withdraws,
       {"confirm 200, withdraw NOT_CANCELABLE_PAYMENT: DONE",
        "confirm ALREADY_CANCELED_PAYMENT, withdraw 200: CANCELED",
        "confirm ALREADY_CANCELED_PAYMENT, withdraw 202: CANCELED"}},
      {"TheShopConfirmsTwiceAndWithAnotherAmount",
       shop_confirms_twice,
       {"1x 200, 1x PAYMENT_IN_PROGRESS, other amount FORBIDDEN_REQUEST: DONE",
        "1x 200, 1x ALREADY_PROCESSED_PAYMENT, other amount FORBIDDEN_REQUEST: DONE"}},
      {"ADeclineInTheShopsConfirm",
       declined_in_the_shops_confirm,
       {"confirm REJECT_CARD_PAYMENT, other card PAYMENT_IN_PROGRESS; then confirm 200: DONE",
        "confirm REJECT_CARD_PAYMENT, other card 202; then confirm 200: DONE"}},
      {"CreatesOfOneOrder", creates_of_one_order, {"4x 200: 1 READY, 3 EXPIRED"}},
      {"ACreateAsTheEarlierIsConfirmed",
       create_against_confirm,
       {"confirm 200, create DUPLICATED_ORDER_ID: DONE",
        "confirm EXPIRED_PAYMENT, create 200: EXPIRED"}},
      {"ACreateAsThePaidIsCanceled",
       create_against_cancel_of_paid,
       {"cancel 200, create 200: CANCELED", "cancel 200, create DUPLICATED_ORDER_ID: CANCELED"}},
      {"CreatesOfAPaidOrder", creates_of_a_paid_order, {"4x DUPLICATED_ORDER_ID: DONE"}},
      {"TwentyPartialCancelsOfWhichSevenFit",
       twenty_partial_cancels,
       {"7x 200, 13x NOT_CANCELABLE_AMOUNT: PARTIAL_CANCELED, 7 cancels, left 3"}},
      {"TheWholeAgainstAPart",
       whole_against_part,
       {"whole 200, part ALREADY_CANCELED_PAYMENT: CANCELED, 1 cancels, left 0, CANCEL",
        "whole 200, part 200: CANCELED, 2 cancels, left 0, REFUND REFUND"}},
      {"AVoidAsTheDayIsCutOff",
       void_against_cut_off,
       {"1x 200, 1x ALREADY_CANCELED_PAYMENT: CANCELED, 1 cancels, left 0, CANCEL",
        "1x 200, 1x ALREADY_CANCELED_PAYMENT: CANCELED, 1 cancels, left 0, REFUND"}},
      {"TwoWhoStateTheSameBalance",
       stated_balance,
       {"1x 200, 1x NOT_MATCHES_REFUNDABLE_AMOUNT: PARTIAL_CANCELED, the rest is left"}},
      {"ACreateEightTimesUnderOneKey", repeated_create, {"1 answer: READY"}},
      {"AConfirmEightTimesUnderOneKey", repeated_confirm, {"1 answer: DONE"}},
      {"AWithdrawalEightTimesUnderOneKey", repeated_withdrawal, {"1 answer: CANCELED"}},
      {"AShopsConfirmEightTimesUnderOneKey", repeated_shop_confirm, {"1 answer: DONE"}},
      {"AVoidEightTimesUnderOneKey",
       repeated_void,
       {"1 answer: CANCELED, 1 cancels, left 0, CANCEL"}},
      {"APartialCancelEightTimesUnderOneKey",
       repeated_partial_cancel,
       {"1 answer: PARTIAL_CANCELED, 1 cancels, REFUND"}},
  };
  return table;
}

}  // namespace pay200::test
