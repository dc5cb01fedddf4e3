#include "dev/stack.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <filesystem>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dev/free_port.hpp"
#include "dev/private_file.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::dev {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

class StackTest : public ::testing::Test {
 protected:
  StackOptions options() const {
    StackOptions made;
    made.directory = directory_.path() / "var";
    made.bin_directory = PAY200_BIN_DIR;
    made.durable = false;
    return made;
  }

  static std::string refusal(const StackOptions& options) {
    try {
      Stack stack(options);
      return "it started";
    } catch (const std::runtime_error& refused) {
      return refused.what();
    }
  }

  test::TemporaryDirectory directory_;
};

TEST_F(StackTest, StartsAgainWithItsDataInUnderFiveSeconds) {
  pid_t last = 0;
  std::string secrets;
  {
    Stack first(options());
    first.postgres().execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)");
    secrets = read_file(first.secrets_path());
    last = first.pid(Part::kPostgres);
  }
  EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(last)));
  const auto begun = steady_clock::now();
  Stack second(options());
  EXPECT_LT(steady_clock::now() - begun, seconds(5));
  EXPECT_EQ(second.postgres().execute("SELECT n FROM kept"), "7\n");
  EXPECT_EQ(read_file(second.secrets_path()), secrets);
}

TEST_F(StackTest, NothingIsLeftRunningAfterAStop) {
  std::vector<pid_t> pids;
  {
    Stack stack(options());
    for (const Part part : stack.parts()) pids.push_back(stack.pid(part));
    for (const auto& role : stack.roles()) pids.push_back(role.pid);
    EXPECT_EQ(stack.pids_of("api").size(), 2U);
    EXPECT_EQ(stack.pids_of("link").size(), 1U);
    EXPECT_EQ(stack.pids_of("relay").size(), 1U);
    EXPECT_TRUE(stack.ended().empty());
    stack.stop();
    EXPECT_TRUE(is_port_free(stack.port()));
  }
  for (const pid_t pid : pids) {
    EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(pid))) << pid;
  }
}

TEST_F(StackTest, APartThatDiesIsNoticed) {
  Stack stack(options());
  ::kill(stack.pid(Part::kSandbox), SIGKILL);
  const auto deadline = steady_clock::now() + seconds(5);
  while (stack.ended().empty() && steady_clock::now() < deadline) {
    ::usleep(10'000);
  }
  EXPECT_EQ(stack.ended(), std::vector<Part>{Part::kSandbox});
}

TEST_F(StackTest, APortInUseIsNamed) {
  auto taken = options();
  taken.port = find_free_port();
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(taken.port));
  ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(fd, 1), 0);
  const std::string said = refusal(taken);
  EXPECT_NE(said.find(std::to_string(taken.port)), std::string::npos) << said;
  EXPECT_NE(said.find("PORT="), std::string::npos) << said;
  ::close(fd);
}

TEST_F(StackTest, ADirectoryInUseIsNamed) {
  Stack stack(options());
  const std::string said = refusal(options());
  EXPECT_NE(said.find("VAR="), std::string::npos) << said;
  EXPECT_NE(said.find(options().directory.string()), std::string::npos) << said;
}

TEST_F(StackTest, ADeepDirectoryWorksToo) {
  auto deep = options();
  deep.directory /= std::string(60, 'a') + "/" + std::string(60, 'b');
  Stack stack(deep);
  EXPECT_TRUE(stack.wait_until_ready(seconds(5)));
}

}  // namespace
}  // namespace pay200::dev
