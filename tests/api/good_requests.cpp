#include "tests/api/good_requests.hpp"

#include "core/platform/crypto/crypto.hpp"

namespace pay200::test {
namespace {

/// A number that no card has yet, with its check digit; the sandbox approves what it does not know.
std::string unused_card_number() {
  std::string number = "40000012";
  for (const unsigned char byte : crypto::random_bytes(7)) {
    number += static_cast<char>('0' + byte % 10);
  }
  int sum = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const int digit = number[i] - '0';
    const int doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += i % 2 == 0 ? doubled : digit;
  }
  return number + static_cast<char>('0' + (10 - sum % 10) % 10);
}

GoodRequest create_payment(RequestWorld&) {
  return {.body = {{"orderId", dev::unused_order_id()},
                   {"orderName", "커피 두 잔"},
                   {"amount", 9900},
                   {"currency", "KRW"},
                   {"customerName", "김하늘"}}};
}

GoodRequest get_payment(RequestWorld& world) {
  return {.path = {{"paymentKey", world.created().text("paymentKey")}},
          .names_what_is_owned = true};
}

GoodRequest get_payment_by_order(RequestWorld& world) {
  return {.path = {{"orderId", world.created().text("orderId")}}, .names_what_is_owned = true};
}

GoodRequest cancel_payment(RequestWorld& world) {
  return {.path = {{"paymentKey", world.paid_by(world.app())}},
          .body = {{"cancelReason", "고객 변심"}, {"cancelAmount", 10'000}},
          .names_what_is_owned = true};
}

/// An account of its own: wrong passwords lock it.
GoodRequest log_in(RequestWorld& world) {
  const auto app = world.new_app();
  return {.body = {{"loginId", app.account.login_id},
                   {"password", app.account.password},
                   {"mode", "test"}}};
}

GoodRequest add_card(RequestWorld&) {
  return {.body = {{"number", unused_card_number()}, {"expiry", "3012"}, {"cvc", "123"}}};
}

GoodRequest scan_payment(RequestWorld& world) {
  return {.body = {{"qrToken", world.created().body.at("qr").at("token")}}};
}

GoodRequest get_shopper_payment(RequestWorld& world) {
  return {.path = {{"paymentKey", world.held_by(world.app())}}, .names_what_is_owned = true};
}

GoodRequest confirm_payment(RequestWorld& world) {
  return {.path = {{"paymentKey", world.held_by(world.app())}},
          .body = {{"cardId", world.app().card_ids.at(kGoodCard)}, {"pin", kPin}},
          .names_what_is_owned = true};
}

GoodRequest cancel_shopper_payment(RequestWorld& world) {
  return {.path = {{"paymentKey", world.held_by(world.app())}},
          .body = nlohmann::json::object(),
          .names_what_is_owned = true};
}

GoodRequest nothing_needed(RequestWorld&) { return {}; }

}  // namespace

const std::map<std::string, std::function<GoodRequest(RequestWorld&)>>& good_requests() {
  static const std::map<std::string, std::function<GoodRequest(RequestWorld&)>> requests = {
      {"createPayment", create_payment},
      {"getPayment", get_payment},
      {"getPaymentByOrder", get_payment_by_order},
      {"cancelPayment", cancel_payment},
      {"logIn", log_in},
      {"listCards", nothing_needed},
      {"addCard", add_card},
      {"scanPayment", scan_payment},
      {"getShopperPayment", get_shopper_payment},
      {"confirmPayment", confirm_payment},
      {"cancelShopperPayment", cancel_shopper_payment},
      {"getHealth", nothing_needed},
      {"getReadiness", nothing_needed},
  };
  return requests;
}

}  // namespace pay200::test
