#include "core/platform/process_file.hpp"

#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace pay200 {
namespace {

TEST(ProcessFileTest, SaysWhatTheProcessIs) {
  EXPECT_EQ(process_file(::getpid(), "stat").rfind(std::to_string(::getpid()) + " (", 0), 0U);
  const std::string command = process_file(::getpid(), "cmdline");
  EXPECT_NE(command.find("test_core"), std::string::npos) << command;
  EXPECT_EQ(command.back(), '\0') << "words are told apart by it";
}

TEST(ProcessFileTest, OfAProcessThatEndsWhileItIsReadThereIsNothing) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  ASSERT_TRUE(stat);
  EXPECT_EQ(read_process_file(stat), "");
  EXPECT_EQ(process_file(child, "stat"), "");
}

}  // namespace
}  // namespace pay200
