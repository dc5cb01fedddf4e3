#include "core/platform/crypto/crypto.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace pay200::crypto {
namespace {

std::string hex(std::string_view text) {
  const auto bytes = from_hex(text);
  EXPECT_TRUE(bytes) << text;
  return bytes.value_or("");
}

TEST(CryptoTest, Sha256OfTheFips180Examples) {
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// RFC 4231, test cases 1, 2, 3 and 6.
TEST(CryptoTest, HmacSha256OfRfc4231) {
  EXPECT_EQ(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha256(std::string(20, '\xaa'), std::string(50, '\xdd'))),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'),
                               "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(CryptoTest, Crc32HasItsCheckValue) {
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32(""), 0U);
}

// The Galois/Counter Mode of Operation (McGrew, Viega), submitted to NIST: test cases 13 and 16.
TEST(CryptoTest, OpensTheGcmTestVectors) {
  EXPECT_EQ(open(std::string(32, '\0'),
                 {std::string(12, '\0'), hex("530f8afbc74536b9a963b4f1c4cb738b")}, ""),
            "");
  const std::string key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const Sealed sealed{
      hex("cafebabefacedbaddecaf888"),
      hex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10"
          "56828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b")};
  EXPECT_EQ(open(key, sealed, hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")),
            hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c959568095"
                "32fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
}

TEST(CryptoTest, WhatIsSealedOpensOnlyWithItsKeyItsContextAndEveryByte) {
  const std::string key = random_bytes(32);
  const Sealed sealed = seal(key, "4242424242424242", "row 1");
  EXPECT_EQ(sealed.nonce.size(), 12U);
  EXPECT_EQ(sealed.ciphertext.size(), 16U + 16U);
  EXPECT_EQ(open(key, sealed, "row 1"), "4242424242424242");
  EXPECT_EQ(open(random_bytes(32), sealed, "row 1"), std::nullopt);
  EXPECT_EQ(open(key, sealed, "row 2"), std::nullopt);
  for (std::size_t i = 0; i < sealed.ciphertext.size(); ++i) {
    Sealed changed = sealed;
    changed.ciphertext[i] = static_cast<char>(changed.ciphertext[i] ^ 1);
    EXPECT_EQ(open(key, changed, "row 1"), std::nullopt) << i;
    changed.ciphertext = sealed.ciphertext.substr(0, i);
    EXPECT_EQ(open(key, changed, "row 1"), std::nullopt) << i;
  }
  EXPECT_EQ(open(key, {sealed.nonce.substr(1), sealed.ciphertext}, "row 1"), std::nullopt);
}

TEST(CryptoTest, EverySealHasANonceOfItsOwn) {
  const std::string key = random_bytes(32);
  std::set<std::string> nonces;
  for (int i = 0; i < 1000; ++i) nonces.insert(seal(key, "", "").nonce);
  EXPECT_EQ(nonces.size(), 1000U);
}

TEST(CryptoTest, AKeyOfAnotherSizeIsAProgrammersError) {
  EXPECT_DEATH(seal("short", "text", ""), "assertion failed");
}

TEST(CryptoTest, ComparisonInConstantTimeStillCompares) {
  EXPECT_TRUE(equal_constant_time("", ""));
  EXPECT_TRUE(equal_constant_time("secret", "secret"));
  EXPECT_FALSE(equal_constant_time("secret", "secreT"));
  EXPECT_FALSE(equal_constant_time("secret", "secret "));
  EXPECT_FALSE(equal_constant_time(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

TEST(CryptoTest, CleansingLeavesNothingInTheBuffer) {
  std::string secret = "a secret that is long enough to live on the heap";
  const std::size_t size = secret.size();
  secret.resize(8);  // what follows stays in the buffer, and must go as well
  const char* const buffer = secret.data();
  cleanse(secret);
  EXPECT_TRUE(secret.empty());
  ASSERT_EQ(secret.data(), buffer);
  EXPECT_TRUE(std::all_of(buffer, buffer + size, [](char c) { return c == '\0'; }));
}

TEST(CryptoTest, RandomBase62UsesItsAlphabetEvenly) {
  const std::string text = random_base62(62'000);
  ASSERT_EQ(text.size(), 62'000U);
  std::map<char, int> counts;
  for (const char c : text) ++counts[c];
  ASSERT_EQ(counts.size(), 62U);
  for (const auto& [letter, count] : counts) {
    EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(letter)));
    // Eight standard deviations: a fair generator does not miss this in a lifetime.
    EXPECT_NEAR(count, 1000, 250) << letter;
  }
}

TEST(CryptoTest, RandomBytesDiffer) {
  EXPECT_EQ(random_bytes(0), "");
  EXPECT_EQ(random_bytes(32).size(), 32U);
  EXPECT_NE(random_bytes(32), random_bytes(32));
}

}  // namespace
}  // namespace pay200::crypto
