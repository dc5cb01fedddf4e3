#include "dev/purchase.hpp"

#include <chrono>
#include <thread>

#include "dev/payment_text.hpp"

namespace pay200::dev {

Purchase::Purchase(const Terminal& terminal, ShopClient& shop, ShopperClient& shopper,
                   const Seeded& people)
    : terminal_(terminal), shop_(shop), shopper_(shopper), people_(people) {}

void Purchase::told(const std::string& korean, const std::string& english,
                    const ApiAnswer& answer) const {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(answer.raw.elapsed);
  std::string said = "HTTP " + std::to_string(answer.status);
  if (!answer.ok()) said += " " + answer.code();
  if (!answer.text("status").empty()) said += " " + status_text(answer.text("status"));
  terminal_.line(korean + " → " + said, english + " (" + std::to_string(took.count()) + " ms)");
}

void Purchase::create(const std::string& order_name, std::int64_t amount_minor) {
  amount_minor_ = amount_minor;
  NewOrder order;
  order.order_id = unused_order_id();
  order.order_name = order_name;
  order.amount_minor = amount_minor;
  order.customer_name = people_.shopper.name;
  const ApiAnswer created = shop_.create_payment(order, order.order_id);
  told("상점: 결제 생성 " + order_name + " " + amount_text(amount_minor),
       "the shop creates the payment", created);
  payment_key_ = expect_ok(created, "create payment").text("paymentKey");
  qr_token_ = created.body.at("qr").at("token");
}

void Purchase::scan() {
  const ApiAnswer scanned = shopper_.scan(qr_token_);
  told("구매자: QR 스캔", "the shopper scans", scanned);
  expect_ok(scanned, "scan");
}

ApiAnswer Purchase::confirm(const std::string& card_last_four) {
  ApiAnswer confirmed = shopper_.confirm(payment_key_, people_.card_ids.at(card_last_four),
                                         people_.shopper.pin, unused_order_id());
  told("구매자: 확인, 카드 ****" + card_last_four, "the shopper confirms", confirmed);
  return confirmed;
}

ApiAnswer Purchase::cancel_by_shop(const std::string& reason,
                                   std::optional<std::int64_t> amount_minor) {
  ApiAnswer canceled = shop_.cancel_payment(payment_key_, reason, unused_order_id(), amount_minor);
  const std::string part = amount_minor ? " " + amount_text(*amount_minor) : "";
  told("상점: 취소" + part + " (" + reason + ")", "the shop cancels", canceled);
  return canceled;
}

nlohmann::json Purchase::payment() {
  const ApiAnswer got = shop_.get_payment(payment_key_);
  return expect_ok(got, "get payment").body;
}

nlohmann::json Purchase::wait_for(const std::string& status, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    nlohmann::json now = payment();
    if (now.value("status", "") == status || std::chrono::steady_clock::now() > deadline)
      return now;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

nlohmann::json Purchase::tell() {
  nlohmann::json now = payment();
  terminal_.line(payment_key_ + "  " + amount_text(amount_minor_) + "  " +
                     status_text(now.value("status", "")),
                 "timeline");
  print_timeline(terminal_, now);
  return now;
}

}  // namespace pay200::dev
