#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;

/// What is wrong with a request is said by name, in one shape, whoever says it: gateway or nginx.
class RefusedRequestTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() { start_stack(); }

  static void expect_problem(const ApiAnswer& answer, int status, const std::string& code) {
    EXPECT_EQ(answer.status, status) << answer.raw.body;
    EXPECT_EQ(answer.code(), code) << answer.raw.body;
    const std::string* type = answer.raw.header("content-type");
    ASSERT_NE(type, nullptr);
    EXPECT_EQ(type->rfind("application/problem+json", 0), 0U) << *type;
    EXPECT_EQ(answer.body.value("status", 0), status);
    for (const char* field : {"title", "type", "message", "requestId"}) {
      EXPECT_FALSE(answer.text(field).empty()) << field << " in " << answer.raw.body;
    }
    EXPECT_TRUE(answer.body["retryable"].is_boolean());
  }

  static ApiAnswer post_raw(dev::ShopClient& shop, const std::string& body,
                            const std::string& type = "application/json") {
    return shop.api().send("POST", "/v1/payments", body, {{"Content-Type", type}});
  }
};

TEST_F(RefusedRequestTest, AnotherMerchantsPaymentIsNotFound) {
  const std::string key = created().text("paymentKey");
  const std::string order_id = shop().get_payment(key).text("orderId");
  auto other = new_shop();
  expect_problem(other.get_payment(key), 404, "NOT_FOUND_PAYMENT");
  expect_problem(other.get_payment_by_order(order_id), 404, "NOT_FOUND_PAYMENT");
  expect_problem(other.cancel_payment(key, "남의 것"), 404, "NOT_FOUND_PAYMENT");
  EXPECT_EQ(status_of(key), "READY");
}

TEST_F(RefusedRequestTest, WithoutAKeyNothingIsTold) {
  dev::ApiClient stranger(stack().base_url());
  expect_problem(stranger.get("/v1/payments/orders/order-1"), 401, "INVALID_API_KEY");
  expect_problem(stranger.get("/v1/shopper/cards"), 401, "UNAUTHORIZED");
  dev::ShopClient mistyped(stack().base_url(), "test_sk_0000000000000000000000000000000000000");
  expect_problem(mistyped.get_payment_by_order("order-1"), 401, "INVALID_API_KEY");
}

TEST_F(RefusedRequestTest, AWrongPasswordOpensNothing) {
  App app = new_app();
  dev::ShopperClient client(stack().base_url());
  expect_problem(client.log_in(app.account.login_id, "not the password"), 401,
                 "INVALID_CREDENTIALS");
  expect_problem(client.log_in("nobody@example.com", "not the password"), 401,
                 "INVALID_CREDENTIALS");
}

TEST_F(RefusedRequestTest, UnknownPathsAndMethodsAreProblems) {
  expect_problem(shop().api().get("/v1/nothing"), 404, "NOT_FOUND_ENDPOINT");
  expect_problem(shop().api().get("/nothing/at/all"), 404, "NOT_FOUND_ENDPOINT");
  expect_problem(shop().api().send("DELETE", "/v1/payments", std::nullopt), 405,
                 "METHOD_NOT_ALLOWED");
}

TEST_F(RefusedRequestTest, WrongBodiesAreRefusedByName) {
  expect_problem(post_raw(shop(), "{"), 400, "INVALID_JSON");
  expect_problem(post_raw(shop(), R"({"orderId":"a-order","orderId":"b-order"})"), 400,
                 "INVALID_JSON");
  expect_problem(post_raw(shop(), "{}", "text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE");
  const ApiAnswer negative =
      post_raw(shop(), R"({"orderId":"order-1","orderName":"커피","amount":-1})");
  expect_problem(negative, 400, "INVALID_REQUEST");
  EXPECT_EQ(negative.text("param"), "amount");
  const ApiAnswer part =
      post_raw(shop(), R"({"orderId":"order-1","orderName":"커피","amount":10.5})");
  expect_problem(part, 400, "INVALID_REQUEST");
  EXPECT_EQ(part.text("param"), "amount");
}

TEST_F(RefusedRequestTest, ABodyThatIsTooLargeIsRefusedByNginxInTheSameShape) {
  const std::string large(100'000, 'a');
  expect_problem(post_raw(shop(), R"({"orderName":")" + large + "\"}"), 413, "BODY_TOO_LARGE");
}

TEST_F(RefusedRequestTest, HeadersThatAreTooLargeAreRefusedByNginxInTheSameShape) {
  const ApiAnswer refused = shop().api().send("GET", "/v1/payments/orders/order-1", std::nullopt,
                                              {{"X-Large", std::string(65'536, 'a')}});
  expect_problem(refused, 400, "INVALID_REQUEST");
}

TEST_F(RefusedRequestTest, AForeignOriginMayNotActForTheShopper) {
  App app = new_app();
  app.client.api().set_header("Origin", "https://evil.example");
  expect_problem(app.client.scan(created().body["qr"]["token"]), 403, "FORBIDDEN_REQUEST");
}

TEST_F(RefusedRequestTest, MessagesFollowTheLanguage) {
  shop().api().set_header("Accept-Language", "en");
  const std::string english = shop().get_payment_by_order("order-none").text("message");
  shop().api().set_header("Accept-Language", "ko");
  const std::string korean = shop().get_payment_by_order("order-none").text("message");
  EXPECT_NE(english, korean);
}

TEST_F(RefusedRequestTest, TheRequestIdIsEchoedOrMade) {
  shop().api().set_header("X-Request-Id", "from-the-shop-1");
  const ApiAnswer echoed = shop().get_payment_by_order("order-none");
  EXPECT_EQ(echoed.text("requestId"), "from-the-shop-1");
  ASSERT_NE(echoed.raw.header("x-request-id"), nullptr);
  EXPECT_EQ(*echoed.raw.header("x-request-id"), "from-the-shop-1");
}

TEST_F(RefusedRequestTest, WithoutTheGatewayNginxSaysWhatIsKnown) {
  App app = new_app();
  const std::string key = held_by(app);
  stack().stop_part(dev::Part::kGateway);
  const ApiAnswer read = shop().get_payment(key);
  EXPECT_EQ(read.status, 503) << read.raw.body;
  EXPECT_EQ(read.code(), "SERVICE_UNAVAILABLE");
  // Whether a worker had taken it before it died is more than nginx knows.
  const ApiAnswer moved = app.confirm(key);
  EXPECT_EQ(moved.status, 504) << moved.raw.body;
  EXPECT_EQ(moved.code(), "OUTCOME_UNKNOWN");
  stack().start_part(dev::Part::kGateway);
  ASSERT_TRUE(stack().wait_until_ready(std::chrono::seconds(20)));
  EXPECT_EQ(app.confirm(key).status, 200);
}

}  // namespace
}  // namespace pay200::test
