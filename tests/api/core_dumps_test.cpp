// Card numbers, keys and tokens are in these processes' memory: no crash writes it to a disk, and
// no process of the same user reads it.

#include <array>
#include <cstddef>
#include <fstream>
#include <linux/capability.h>
#include <sstream>
#include <string>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

class CoreDumpsTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() { start_stack(); }
};

/// "0 0" where no core is written.
std::string core_limits_of(pid_t pid) {
  std::ifstream limits("/proc/" + std::to_string(pid) + "/limits");
  const std::string name = "Max core file size";
  for (std::string line; std::getline(limits, line);) {
    if (!line.starts_with(name)) continue;
    std::istringstream values(line.substr(name.size()));
    std::string soft;
    std::string hard;
    values >> soft >> hard;
    return soft + " " + hard;
  }
  return "unknown";
}

/// Whether a process of the same user that uses no capability may look into this one. The kernel
/// refuses it where PR_SET_DUMPABLE is 0 (ptrace(2), "access mode checking"); a robust list is the
/// least that can be asked for.
bool is_readable_by_equals(pid_t pid) {
  const pid_t child = ::fork();
  if (child == 0) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> capabilities{};
    if (::syscall(SYS_capget, &header, capabilities.data()) != 0) ::_exit(2);
    for (auto& half : capabilities) half.effective = 0;
    if (::syscall(SYS_capset, &header, capabilities.data()) != 0) ::_exit(2);
    void* head = nullptr;
    std::size_t size = 0;
    ::_exit(::syscall(SYS_get_robust_list, pid, &head, &size) == 0 ? 1 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) != 2);
  return WEXITSTATUS(status) == 1;
}

TEST_F(CoreDumpsTest, NoRoleLeavesACoreOrLetsOthersLookInside) {
  auto processes = stack().roles();
  processes.push_back({"master", stack().pid(dev::Part::kGateway)});
  std::map<std::string, int> seen;
  for (const auto& [role, pid] : processes) {
    ++seen[role];
    EXPECT_EQ(core_limits_of(pid), "0 0") << role;
    EXPECT_FALSE(is_readable_by_equals(pid)) << role;
  }
  for (const char* role : {"master", "api", "link", "relay", "stream"}) {
    EXPECT_GE(seen[role], 1) << role;
  }
  // A process that keeps no secrets is seen by the same eyes.
  EXPECT_TRUE(is_readable_by_equals(::getpid()));
}

}  // namespace
}  // namespace pay200::test
