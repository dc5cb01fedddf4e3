#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include "core/platform/crypto/crypto.hpp"

namespace pay200::crypto {
namespace {

TEST(PasswordTest, AHashSaysItsParametersAndVerifies) {
  const std::string encoded = hash_password("correct horse");
  EXPECT_TRUE(encoded.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << encoded;
  EXPECT_TRUE(verify_password(encoded, "correct horse"));
  EXPECT_FALSE(verify_password(encoded, "correct horsf"));
  EXPECT_FALSE(verify_password(encoded, ""));
}

TEST(PasswordTest, TheSamePasswordHasAnotherHashEachTime) {
  EXPECT_NE(hash_password("same"), hash_password("same"));
}

// Made by the reference command-line program: argon2 somesalt -id -t 2 -m 16 -p 1 -l 32.
TEST(PasswordTest, VerifiesTheReferenceProgramsHash) {
  EXPECT_TRUE(
      verify_password("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
                      "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                      "password"));
}

TEST(PasswordTest, AMalformedHashVerifiesNothing) {
  for (const char* encoded : {"", "plain", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1$$"}) {
    EXPECT_FALSE(verify_password(encoded, "")) << encoded;
  }
}

TEST(PasswordTest, ManyAtOnceAllGetTheirTurn) {
  const std::string encoded = hash_password("pass");
  std::atomic<int> verified{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { verified += verify_password(encoded, "pass") ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(verified, 8);
}

TEST(PasswordTest, TooManyAtOnceAreRefusedAtOnce) {
  const std::string encoded = hash_password("pass");
  std::atomic<int> verified{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 40; ++i) {
    threads.emplace_back([&] {
      try {
        verified += verify_password(encoded, "pass") ? 1 : 0;
      } catch (const TooBusy&) {
        ++refused;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_GE(verified, 8);
  EXPECT_GT(refused, 0);
  EXPECT_EQ(verified + refused, 40);
}

}  // namespace
}  // namespace pay200::crypto
