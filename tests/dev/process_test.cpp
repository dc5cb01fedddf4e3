#include "dev/process.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "tests/support/is_running.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::dev {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(ProcessTest, RunKeepsStatusAndBothOutputs) {
  const Finished done = run({.argv = {"sh", "-c", "echo out; echo err >&2; exit 3"}});
  EXPECT_EQ(done.status, 3);
  EXPECT_EQ(done.out, "out\n");
  EXPECT_EQ(done.err, "err\n");
}

TEST(ProcessTest, InputEnvironmentAndFolderReachTheProgram) {
  ProcessOptions options;
  options.argv = {"sh", "-c", "cat; echo $WORD $HOME; pwd"};
  options.env = {{"WORD", "hello"}, {"PATH", "/usr/bin:/bin"}};
  options.clear_env = true;
  options.cwd = "/usr";
  options.input = "typed\n";
  EXPECT_EQ(run(options).out, "typed\nhello\n/usr\n");
}

TEST(ProcessTest, AMegabyteOfOutputDoesNotBlock) {
  EXPECT_EQ(run({.argv = {"head", "-c", "1000000", "/dev/zero"}}).out.size(), 1000000U);
}

TEST(ProcessTest, AMissingProgramIsAnErrorThatNamesIt) {
  try {
    Process::start({.argv = {"/nonexistent/program"}});
    FAIL() << "started";
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string(error.what()).find("/nonexistent/program"), std::string::npos);
    EXPECT_EQ(error.code().value(), ENOENT);
  }
}

TEST(ProcessTest, AFolderThatIsNotThereIsAnError) {
  EXPECT_THROW(Process::start({.argv = {"true"}, .cwd = "/nonexistent"}), std::system_error);
}

TEST(ProcessTest, RunKillsWhatDoesNotEndInTime) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THROW(run({.argv = {"sleep", "60"}}, milliseconds(100)), std::runtime_error);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(10));
}

TEST(ProcessTest, WaitTimesOutWhileItRunsAndThenSaysHowItEnded) {
  Process process = Process::start({.argv = {"sleep", "60"}});
  EXPECT_FALSE(process.wait(milliseconds(20)));
  EXPECT_TRUE(process.running());
  process.signal(SIGUSR1);
  EXPECT_EQ(process.wait(seconds(10)), 128 + SIGUSR1);
  EXPECT_FALSE(process.running());
}

TEST(ProcessTest, StopKillsWhatIgnoresTheFirstSignal) {
  test::TemporaryDirectory directory;
  Process process =
      Process::start({.argv = {"sh", "-c", "trap '' TERM; echo ready; sleep 60 & wait; sleep 60"},
                      .output = directory.path() / "log"});
  while (content(directory.path() / "log").empty()) std::this_thread::sleep_for(milliseconds(5));
  EXPECT_EQ(process.stop(milliseconds(50)), 128 + SIGKILL);
  EXPECT_EQ(process.stop(), 128 + SIGKILL);
}

TEST(ProcessTest, TheDestructorStopsIt) {
  pid_t pid = 0;
  {
    const Process process = Process::start({.argv = {"sleep", "60"}});
    pid = process.pid();
    EXPECT_TRUE(test::is_running(pid));
  }
  EXPECT_FALSE(test::is_running(pid));
}

TEST(ProcessTest, AChildDiesWithAParentThatIsKilled) {
  test::TemporaryDirectory directory;
  const auto log = directory.path() / "pid";
  const pid_t parent = ::fork();
  if (parent == 0) {
    Process child = Process::start({.argv = {"sh", "-c", "echo $$; exec sleep 60"}, .output = log});
    ::pause();
    ::_exit(0);
  }
  while (content(log).find('\n') == std::string::npos) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  const pid_t child = std::stoi(content(log));
  EXPECT_TRUE(test::is_running(child));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  for (int i = 0; i < 1000 && test::is_running(child); ++i)
    std::this_thread::sleep_for(milliseconds(5));
  EXPECT_FALSE(test::is_running(child));
}

TEST(ProcessTest, AUserNamespaceMakesRootAnotherUser) {
  ProcessOptions options;
  options.argv = {"id", "-u"};
  options.user_namespace = true;
  try {
    EXPECT_EQ(run(options).out, "65534\n");
  } catch (const std::system_error& error) {
    GTEST_SKIP() << "the kernel refuses user namespaces here: " << error.what();
  }
}

TEST(ProcessTest, RootCanDropToAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can";
  ProcessOptions options;
  options.argv = {"id", "-u"};
  options.run_as = UserId{65534, 65534};
  EXPECT_EQ(run(options).out, "65534\n");
}

TEST(ProcessTest, ProgramsOfTheSystemAreFoundWithoutTheirFolderInPath) {
  EXPECT_TRUE(find_program("nginx"));
  EXPECT_FALSE(find_program("no-such-program-here"));
}

}  // namespace
}  // namespace pay200::dev
