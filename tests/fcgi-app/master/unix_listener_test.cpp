#include "fcgi-app/master/unix_listener.hpp"

#include <csignal>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temporary_directory.hpp"

namespace pay200::master {
namespace {

class UnixListenerTest : public testing::Test {
 protected:
  std::string refusal(const std::string& path) {
    try {
      const UnixListener listener(path, 0660);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  bool connects() {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof(address.sun_path) - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const int result = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    ::close(fd);
    return result == 0;
  }

  test::TemporaryDirectory directory_;
  std::string path_ = directory_.path() / "socket";
};

TEST_F(UnixListenerTest, ListensWithTheModeAskedForWhateverTheUmask) {
  for (const mode_t mode : {0660U, 0600U}) {
    const mode_t before = ::umask(0777);
    const UnixListener listener(path_, mode);
    EXPECT_EQ(::umask(before), 0777U);
    struct stat found = {};
    ASSERT_EQ(::stat(path_.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, mode);
    EXPECT_TRUE(connects());
  }
}

TEST_F(UnixListenerTest, AStaleSocketIsReplaced) {
  {
    const UnixListener first(path_, 0660);
  }
  EXPECT_FALSE(connects());
  const UnixListener second(path_, 0660);
  EXPECT_TRUE(connects());
}

TEST_F(UnixListenerTest, AnotherProcessIsRefusedUntilTheOwnerEndsHoweverItEnds) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t owner = ::fork();
  if (owner == 0) {
    const UnixListener listener(path_, 0660);
    [[maybe_unused]] const auto told = ::write(ready[1], "x", 1);
    ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(refusal(path_), "another pay200-fcgi (process " + std::to_string(owner) +
                                ") already listens on " + path_);
  EXPECT_TRUE(connects());
  ::kill(owner, SIGKILL);
  ::waitpid(owner, nullptr, 0);
  EXPECT_EQ(refusal(path_), "");
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(UnixListenerTest, WhatIsNoSocketIsLeftAlone) {
  std::ofstream(path_) << "precious";
  EXPECT_EQ(refusal(path_), path_ + " exists and is not a socket");
  std::string content;
  std::ifstream(path_) >> content;
  EXPECT_EQ(content, "precious");
}

TEST_F(UnixListenerTest, AFolderThatIsNotThereAndAPathTooLongAreSaidInWords) {
  EXPECT_EQ(refusal("/nonexistent/socket"),
            "cannot open /nonexistent/socket.lock: No such file or directory");
  const std::string long_path = directory_.path() / std::string(100, 'x');
  EXPECT_EQ(refusal(long_path), "the socket's path is longer than 107 bytes: " + long_path);
}

TEST_F(UnixListenerTest, OnceTheFileIsRemovedNobodyNewConnects) {
  UnixListener listener(path_, 0660);
  EXPECT_TRUE(connects());
  listener.remove_file();
  EXPECT_FALSE(connects());
}

}  // namespace
}  // namespace pay200::master
