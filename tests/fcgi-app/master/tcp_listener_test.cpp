#include "fcgi-app/master/tcp_listener.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

#include "core/platform/unique_fd.hpp"
#include "dev/free_port.hpp"

namespace pay200::master {
namespace {

class TcpListenerTest : public testing::Test {
 protected:
  static std::string refusal(const std::string& address) {
    try {
      const TcpListener listener(address);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  bool connects() const {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
    return ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }

  int port_ = dev::find_free_port();
  std::string address_ = "127.0.0.1:" + std::to_string(port_);
};

TEST_F(TcpListenerTest, ListensUntilItIsGone) {
  {
    const TcpListener listener(address_);
    EXPECT_TRUE(connects());
    EXPECT_LT(::accept4(listener.fd(), nullptr, nullptr, 0), 1'000'000);
    EXPECT_LT(::accept4(listener.fd(), nullptr, nullptr, 0), 0) << "it must not block";
  }
  EXPECT_FALSE(connects());
}

TEST_F(TcpListenerTest, TheNextOneFindsThePortFreeAtOnce) {
  {
    const TcpListener first(address_);
    EXPECT_TRUE(connects());
  }
  const TcpListener second(address_);
  EXPECT_TRUE(connects());
}

TEST_F(TcpListenerTest, OnceItHasLeftNobodyHangsThoughAWorkerStillHoldsItAndTheNextMayTakeThePort) {
  TcpListener first(address_);
  const UniqueFd of_worker(::dup(first.fd()));
  EXPECT_TRUE(connects());
  first.leave();
  EXPECT_FALSE(connects());
  EXPECT_EQ(::accept4(of_worker.get(), nullptr, nullptr, 0), -1);
  EXPECT_EQ(errno, EINVAL);
  const TcpListener second(address_);
  EXPECT_TRUE(connects());
}

TEST_F(TcpListenerTest, AnAddressThatCannotBeHadIsRefusedInWords) {
  const TcpListener first(address_);
  EXPECT_EQ(refusal(address_), "cannot listen on " + address_ + ": Address already in use");
  EXPECT_NE(refusal("localhost:9000"), "") << "numbers only: a name may mean many";
  EXPECT_NE(refusal("203.0.113.1:9000"), "") << "not ours";
}

TEST_F(TcpListenerTest, TheSixthVersionStandsInBrackets) {
  const std::string why = refusal("[::1]:" + std::to_string(dev::find_free_port()));
  EXPECT_TRUE(why.empty() || why.ends_with("Address family not supported by protocol") ||
              why.ends_with("Cannot assign requested address"))
      << why;
}

}  // namespace
}  // namespace pay200::master
