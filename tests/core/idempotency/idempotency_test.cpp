#include "core/idempotency/idempotency.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <string_view>

namespace pay200 {
namespace {

std::string parsed(std::string_view header) {
  const auto key = parse_idempotency_key(header);
  return key ? key.value() : std::string(wire_name(key.error().code));
}

TEST(IdempotencyTest, AKeyIsTakenAsItIs) {
  EXPECT_EQ(parsed("8e03978e-40d5-43e8-bc93-6894a57f9324"), "8e03978e-40d5-43e8-bc93-6894a57f9324");
  EXPECT_EQ(parsed("a\"b\\c"), "a\"b\\c");
  EXPECT_EQ(parsed("!"), "!");
  EXPECT_EQ(parsed(std::string(255, 'k')), std::string(255, 'k'));
}

TEST(IdempotencyTest, TheQuotesOfAStructuredStringAreTakenOff) {
  EXPECT_EQ(parsed("\"order-1\""), "order-1");
  EXPECT_EQ(parsed(" \"order-1\"\t"), "order-1");
  EXPECT_EQ(parsed(R"("a\"b\\c")"), R"(a"b\c)");
  EXPECT_EQ(parsed("\"" + std::string(255, 'k') + "\""), std::string(255, 'k'));
}

TEST(IdempotencyTest, WhatIsNoKeyIsRefused) {
  const std::string_view nul("a\0b", 3);
  for (const std::string_view bad :
       {std::string_view(""), std::string_view(" "), std::string_view("\"\""),
        std::string_view("\""), std::string_view("\"abc"), std::string_view("\"a\"b\""),
        std::string_view(R"("abc\")"), std::string_view(R"("a\bc")"), std::string_view("a b"),
        std::string_view("a\tb"), std::string_view("a\nb"), std::string_view("멱등키"),
        std::string_view("a\x7f"), nul}) {
    EXPECT_EQ(parsed(bad), "INVALID_IDEMPOTENCY_KEY") << bad;
  }
  EXPECT_EQ(parsed(std::string(256, 'k')), "INVALID_IDEMPOTENCY_KEY");
}

TEST(IdempotencyTest, TheSameRequestMakesTheSameClaim) {
  const auto one = make_claim("secret", "merchant:1", "POST", "/v1/payments", "key", "{}");
  const auto two = make_claim("secret", "merchant:1", "POST", "/v1/payments", "key", "{}");
  EXPECT_EQ(one.scope, two.scope);
  EXPECT_EQ(one.request_hash, two.request_hash);
  EXPECT_EQ(one.scope.size(), 32U);
  EXPECT_EQ(one.request_hash.size(), 32U);
}

TEST(IdempotencyTest, WhoMethodPathAndKeyMakeTheScopeAndTheBodyTheRequest) {
  const auto base = make_claim("secret", "merchant:1", "POST", "/v1/payments", "key", "{}");
  const auto other_body = make_claim("secret", "merchant:1", "POST", "/v1/payments", "key", "{ }");
  EXPECT_EQ(base.scope, other_body.scope);
  EXPECT_NE(base.request_hash, other_body.request_hash);

  std::set<std::string> scopes = {base.scope};
  scopes.insert(make_claim("other", "merchant:1", "POST", "/v1/payments", "key", "{}").scope);
  scopes.insert(make_claim("secret", "merchant:2", "POST", "/v1/payments", "key", "{}").scope);
  scopes.insert(make_claim("secret", "merchant:1", "PUT", "/v1/payments", "key", "{}").scope);
  scopes.insert(make_claim("secret", "merchant:1", "POST", "/v1/payment", "key", "{}").scope);
  scopes.insert(make_claim("secret", "merchant:1", "POST", "/v1/payments", "key2", "{}").scope);
  EXPECT_EQ(scopes.size(), 6U);
}

TEST(IdempotencyTest, PartsThatRunTogetherDoNotCollide) {
  EXPECT_NE(make_claim("secret", "a", "bc", "d", "e", "").scope,
            make_claim("secret", "ab", "c", "d", "e", "").scope);
  EXPECT_NE(make_claim("secret", "a", "b", "c", "1:d", "").scope,
            make_claim("secret", "a", "b", "c1:", "d", "").scope);
}

}  // namespace
}  // namespace pay200
