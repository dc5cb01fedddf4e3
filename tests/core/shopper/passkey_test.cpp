#include "core/shopper/passkey.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

TEST(PasskeyTest, TheRelyingPartyIsTheHostOfThePublicAddressAndTheOriginIsAsBrowsersWriteIt) {
  struct Case {
    const char* url;
    const char* id;
    const char* origin;
  };
  for (const Case& c :
       {Case{"https://pay.example", "pay.example", "https://pay.example"},
        Case{"https://Pay.Example:443", "pay.example", "https://pay.example"},
        Case{"https://pay.example:8443/x", "pay.example", "https://pay.example:8443"},
        Case{"http://localhost:8200", "localhost", "http://localhost:8200"},
        Case{"http://localhost", "localhost", "http://localhost"}}) {
    const auto party = relying_party(c.url);
    ASSERT_TRUE(party.ok()) << c.url;
    EXPECT_EQ(party->id, c.id);
    EXPECT_EQ(party->origin, c.origin);
  }
}

TEST(PasskeyTest, AtAnAddressInsteadOfANameThereAreNone) {
  for (const char* url : {"http://127.0.0.1:8200", "https://10.0.0.5", "http://[::1]:8200",
                          "https://[2001:db8::1]"}) {
    const auto party = relying_party(url);
    ASSERT_FALSE(party.ok()) << url;
    EXPECT_EQ(party.error().code, ErrorCode::kPasskeysUnavailable);
  }
}

TEST(PasskeyTest, AUserHandleIsTheShoppersIdAndNothingElse) {
  ShopperId shopper;
  shopper.value.bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  EXPECT_EQ(user_handle(shopper),
            "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10");
}

}  // namespace
}  // namespace pay200
