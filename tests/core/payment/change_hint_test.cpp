#include "core/payment/change_hint.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>

#include "core/platform/unique_fd.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200 {
namespace {

/// Than a queue may hold, where it is as short as the kernel makes it.
constexpr int kMore = 30;

PaymentKey some_key() {
  return {MerchantId{0x12'3456'7890}, PaymentId::make(Time{std::chrono::hours(500'000)})};
}

UniqueFd listen_at(const std::string& path) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  return fd;
}

std::optional<ChangeHint> received(const UniqueFd& socket) {
  std::array<char, 256> buffer;
  const ssize_t count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
  if (count < 0) return std::nullopt;
  return change_hint_from({buffer.data(), static_cast<std::size_t>(count)});
}

TEST(ChangeHintTest, ComesOutAsItWasPutIn) {
  const ChangeHint hint{some_key(), std::chrono::steady_clock::now()};
  const auto found = change_hint_from(encode(hint));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, hint.key);
  EXPECT_EQ(found->committed_at, hint.committed_at);
}

TEST(ChangeHintTest, WhatIsNoHintIsNone) {
  const std::string good = encode({some_key(), {}});
  EXPECT_FALSE(change_hint_from(""));
  EXPECT_FALSE(change_hint_from(good.substr(1)));
  EXPECT_FALSE(change_hint_from(good + "x"));
}

TEST(ChangeHintTest, ReachesWhoeverListensNowAndNobodyIsWaitedFor) {
  const test::TemporaryDirectory directory;
  const std::string path = (directory.path() / "hints").string();
  open_change_hints(path);
  hint_change(some_key());  // nobody is there
  const auto before = std::chrono::steady_clock::now();
  UniqueFd socket = listen_at(path);
  const PaymentKey key = some_key();
  hint_change(key);
  const auto hint = received(socket);
  ASSERT_TRUE(hint);
  EXPECT_EQ(hint->key, key);
  EXPECT_GE(hint->committed_at, before);

  // It does not read: the queue is full, and hints are lost rather than waited for.
  for (int i = 0; i < kMore; ++i) hint_change(key);
  int kept = 0;
  while (received(socket)) ++kept;
  EXPECT_GT(kept, 0);
  EXPECT_LE(kept, kMore);
}

}  // namespace
}  // namespace pay200
