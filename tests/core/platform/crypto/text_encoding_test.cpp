#include <gtest/gtest.h>

#include "core/platform/crypto/crypto.hpp"

namespace pay200::crypto {
namespace {

TEST(TextEncodingTest, HexComesBackAndReadsBothCases) {
  EXPECT_EQ(to_hex(std::string("\x00\xff\x10", 3)), "00ff10");
  EXPECT_EQ(from_hex("00fF10"), std::string("\x00\xff\x10", 3));
  EXPECT_EQ(from_hex(""), "");
  for (const char* text : {"0", "0g", "g0", "00 11", "0x11"}) {
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
  }
}

// RFC 4648, section 10.
TEST(TextEncodingTest, Base64OfRfc4648) {
  struct Case {
    const char* bytes;
    const char* text;
  };
  for (const Case& c :
       {Case{"", ""}, Case{"f", "Zg=="}, Case{"fo", "Zm8="}, Case{"foo", "Zm9v"},
        Case{"foob", "Zm9vYg=="}, Case{"fooba", "Zm9vYmE="}, Case{"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(base64_encode(c.bytes), c.text);
    EXPECT_EQ(base64_decode(c.text), c.bytes);
  }
}

TEST(TextEncodingTest, Base64OfRandomBytesComesBack) {
  for (std::size_t size = 0; size < 100; ++size) {
    const std::string bytes = random_bytes(size);
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
  }
}

TEST(TextEncodingTest, Base64DecodingIsStrict) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "====", "=", "Zh==", "Zm9=", "Zm9v\n", " Zm9",
                           "Zg==Zg==", "Z=g=", "Zm-_", "Zm8=Zm8="}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
}

TEST(TextEncodingTest, Base64urlIsBase64InOtherLettersWithoutPadding) {
  EXPECT_EQ(base64url_encode("\xFB\xFF"), "-_8");
  EXPECT_EQ(base64url_encode(""), "");
  for (std::size_t size = 0; size < 100; ++size) {
    const std::string bytes = random_bytes(size);
    EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes);
  }
  for (const char* text : {"+/8", "-_8=", "-", "-_9", "-_8\n", " -_8", "-_8-_"}) {
    EXPECT_EQ(base64url_decode(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace pay200::crypto
