// A shop's server that was written for Toss Payments' core API (version 2022-11-16) needs another
// base URL and key, little else: every field of its objects is there, by its name and type. The
// lists below are that API's own (its reference of Payment, Cancel, Card, Transaction and error
// objects), written down here so that neither openapi.json nor the renderer can say what is right.

#include <set>

#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using dev::Told;
using nlohmann::json;

struct Field {
  const char* name;
  /// s string, i integer, b boolean, o object, a array; ? may be null; - is null here, for what
  /// pay200 has not.
  const char* type;
  std::set<std::string> words = {};  ///< of an enum
};

const std::vector<Field> kPayment = {
    {"version", "s"},
    {"paymentKey", "s"},
    {"type", "s", {"NORMAL", "BILLING", "BRANDPAY"}},
    {"orderId", "s"},
    {"orderName", "s"},
    {"mId", "s"},
    {"currency", "s"},
    {"method",
     "s?",
     {"카드", "가상계좌", "간편결제", "휴대폰", "계좌이체", "문화상품권", "도서문화상품권",
      "게임문화상품권"}},
    {"totalAmount", "i"},
    {"balanceAmount", "i"},
    {"status",
     "s",
     {"READY", "IN_PROGRESS", "WAITING_FOR_DEPOSIT", "DONE", "CANCELED", "PARTIAL_CANCELED",
      "ABORTED", "EXPIRED"}},
    {"requestedAt", "s"},
    {"approvedAt", "s?"},
    {"useEscrow", "b"},
    {"lastTransactionKey", "s?"},
    {"suppliedAmount", "i"},
    {"vat", "i"},
    {"cultureExpense", "b"},
    {"taxFreeAmount", "i"},
    {"taxExemptionAmount", "i"},
    {"cancels", "a?"},
    {"isPartialCancelable", "b"},
    {"card", "o?"},
    {"virtualAccount", "-"},
    {"secret", "-"},
    {"mobilePhone", "-"},
    {"giftCertificate", "-"},
    {"transfer", "-"},
    {"metadata", "-"},
    {"receipt", "o?"},
    {"checkout", "o"},
    {"easyPay", "-"},
    {"foreignEasyPay", "-"},
    {"country", "s"},
    {"failure", "o?"},
    {"cashReceipt", "-"},
    {"cashReceipts", "-"},
    {"discount", "-"},
};

const std::vector<Field> kCard = {
    {"amount", "i"},
    {"issuerCode", "s?"},
    {"acquirerCode", "s?"},
    {"number", "s"},
    {"installmentPlanMonths", "i"},
    {"approveNo", "s"},
    {"useCardPoint", "b"},
    {"cardType", "s", {"신용", "체크", "기프트", "미확인"}},
    {"ownerType", "s", {"개인", "법인", "미확인"}},
    {"acquireStatus", "s", {"READY", "REQUESTED", "COMPLETED", "CANCEL_REQUESTED", "CANCELED"}},
    {"isInterestFree", "b"},
    {"interestPayer", "s?", {"BUYER", "CARD_COMPANY", "MERCHANT"}},
};

const std::vector<Field> kCancel = {
    {"cancelAmount", "i"},           {"cancelReason", "s"},
    {"taxFreeAmount", "i"},          {"taxExemptionAmount", "i"},
    {"refundableAmount", "i"},       {"transferDiscountAmount", "i"},
    {"easyPayDiscountAmount", "i"},  {"canceledAt", "s"},
    {"transactionKey", "s"},         {"receiptKey", "s?"},
    {"cancelStatus", "s", {"DONE"}}, {"cancelRequestId", "s?"},
};

const std::vector<Field> kTransaction = {
    {"mId", "s"},
    {"transactionKey", "s"},
    {"paymentKey", "s"},
    {"orderId", "s"},
    {"method", "s", {"카드"}},
    {"customerKey", "s?"},
    {"useEscrow", "b"},
    {"receiptUrl", "s"},
    {"status", "s", {"DONE", "CANCELED", "PARTIAL_CANCELED"}},
    {"transactionAt", "s"},
    {"currency", "s"},
    {"amount", "i"},
};

const std::vector<Field> kUrl = {{"url", "s"}};
const std::vector<Field> kError = {{"code", "s"}, {"message", "s"}};

bool has_type(const json& value, char type) {
  switch (type) {
    case 's':
      return value.is_string();
    case 'i':
      return value.is_number_integer();
    case 'b':
      return value.is_boolean();
    case 'o':
      return value.is_object();
    case 'a':
      return value.is_array();
    case '-':
      return value.is_null();
    default:
      return false;
  }
}

void expect_fields(const char* what, const json& object, const std::vector<Field>& fields) {
  ASSERT_TRUE(object.is_object()) << what << " " << object;
  for (const Field& field : fields) {
    ASSERT_TRUE(object.contains(field.name)) << what << "." << field.name << " is missing";
    const json& value = object.at(field.name);
    const std::string_view type = field.type;
    EXPECT_TRUE(has_type(value, type[0]) || (type.ends_with('?') && value.is_null()))
        << what << "." << field.name << " is " << value;
    if (!field.words.empty() && value.is_string()) {
      EXPECT_TRUE(field.words.contains(value.get<std::string>()))
          << what << "." << field.name << " is " << value;
    }
  }
}

void expect_payment(const json& payment) {
  expect_fields("payment", payment, kPayment);
  expect_fields("checkout", payment.at("checkout"), kUrl);
  if (!payment.at("card").is_null()) {
    expect_fields("card", payment.at("card"), kCard);
    expect_fields("receipt", payment.at("receipt"), kUrl);
  }
  if (!payment.at("failure").is_null()) expect_fields("failure", payment.at("failure"), kError);
  if (payment.at("cancels").is_null()) return;
  for (const json& cancel : payment.at("cancels")) expect_fields("cancel", cancel, kCancel);
}

class TossConformanceTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() { start_stack(); }
};

TEST_F(TossConformanceTest, ConfirmGetCancelAndTransactionsAreAsTheirs) {
  App app = new_app();
  const dev::ShopAccount account = new_shop_account();
  dev::ShopClient page = shop_of(account.client_key);
  dev::ShopClient server = shop_of(account.secret_key);  // Basic authentication

  dev::NewOrder order;
  order.order_id = dev::unused_order_id();
  order.order_name = "토스 티셔츠 외 2건";
  order.amount_minor = 15'000;
  const ApiAnswer ready = page.create_payment(order);
  ASSERT_TRUE(ready.ok()) << ready.summary();
  expect_payment(ready.body);
  EXPECT_TRUE(ready.body["card"].is_null() && ready.body["receipt"].is_null());
  const std::string key = ready.text("paymentKey");
  dev::expect_ok(app.client.scan(ready.body.at("qr").at("token")), "scan");
  EXPECT_EQ(app.confirm(key).status, 202);

  const json wanted = {{"paymentKey", key}, {"orderId", order.order_id}, {"amount", 15'000}};
  const ApiAnswer confirmed = server.api().post("/v1/payments/confirm", wanted);
  ASSERT_EQ(confirmed.status, 200) << confirmed.summary();
  told(key, Told::What::kApproved);
  expect_payment(confirmed.body);
  EXPECT_EQ(confirmed.body["status"], "DONE");
  EXPECT_EQ(confirmed.body["version"], "2022-11-16");
  EXPECT_EQ(confirmed.body["card"]["amount"], 15'000);
  expect_payment(server.get_payment(key).body);
  EXPECT_EQ(server.get_payment_by_order(order.order_id).body, server.get_payment(key).body);

  const ApiAnswer part = server.cancel_payment(key, "한 벌 반품", {}, 5'000);
  ASSERT_EQ(part.status, 200) << part.summary();
  expect_payment(part.body);
  EXPECT_EQ(part.body["status"], "PARTIAL_CANCELED");
  EXPECT_EQ(part.body["cancels"].size(), 1U);
  const ApiAnswer rest = server.cancel_payment(key, "고객 변심");
  ASSERT_EQ(rest.status, 200) << rest.summary();
  expect_payment(rest.body);
  EXPECT_EQ(rest.body["status"], "CANCELED");

  const ApiAnswer listed = server.api().get(
      "/v1/transactions?startDate=2020-01-01T00:00:00&endDate=2100-01-01T00:00:00&limit=10");
  ASSERT_EQ(listed.status, 200) << listed.summary();
  ASSERT_TRUE(listed.body.is_array());
  std::vector<std::string> statuses;
  for (const json& transaction : listed.body) {
    expect_fields("transaction", transaction, kTransaction);
    statuses.push_back(transaction.at("status"));
  }
  EXPECT_EQ(statuses, (std::vector<std::string>{"CANCELED", "PARTIAL_CANCELED", "DONE"}));
  const std::string first = listed.body.at(0).at("transactionKey");
  const ApiAnswer behind = server.api().get("/v1/transactions?limit=1&startingAfter=" + first);
  ASSERT_EQ(behind.body.size(), 1U);
  EXPECT_EQ(behind.body.at(0), listed.body.at(1));
}

TEST_F(TossConformanceTest, ErrorsCarryTheirPairOfCodeAndMessage) {
  dev::ShopClient server = new_shop();
  const auto refused = [](const ApiAnswer& answer, int status, const char* code) {
    EXPECT_EQ(answer.status, status) << answer.summary();
    expect_fields("error", answer.body, kError);
    EXPECT_EQ(answer.code(), code);
  };
  refused(server.get_payment("pay_x"), 404, "NOT_FOUND_PAYMENT");
  refused(server.get_payment_by_order("no-such-order"), 404, "NOT_FOUND_PAYMENT");
  refused(server.api().post("/v1/payments/confirm", {{"orderId", "order-1"}}), 400,
          "INVALID_REQUEST");
  dev::ShopClient nobody = shop_of("test_sk_nothing");
  refused(nobody.get_payment("pay_x"), 401, "INVALID_API_KEY");
}

}  // namespace
}  // namespace pay200::test
