#include "sandbox/journal.hpp"

#include <atomic>
#include <cstdint>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>

#include "tests/sandbox/running_server.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::sandbox {
namespace {

using pay200::test::comes_true;

class JournalTest : public testing::Test {
 protected:
  std::string path() const { return (directory_.path() / "journal").string(); }
  std::string content() const {
    std::ifstream file(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  pay200::test::TemporaryDirectory directory_;
};

TEST_F(JournalTest, WritesInOrderAndSaysHowFarItIsOnDisk) {
  std::atomic<int> told = 0;
  Journal journal(path(), 0, [&told] { ++told; });
  EXPECT_EQ(journal.durable_seq(), 0U);
  std::string expected;
  for (std::uint64_t seq = 1; seq <= 500; ++seq) {
    const std::string line = "line " + std::to_string(seq) + "\n";
    expected += line;
    journal.append(line, seq);
  }
  ASSERT_TRUE(comes_true([&journal] { return journal.durable_seq() == 500; }));
  EXPECT_EQ(content(), expected);
  EXPECT_TRUE(comes_true([&] { return told == static_cast<int>(journal.batches()); }));
  EXPECT_EQ(journal.failure(), 0);
}

TEST_F(JournalTest, WhatIsLeftIsWrittenAtItsEnd) {
  {
    Journal journal(path(), 0, [] {});
    journal.append("last\n", 1);
  }
  EXPECT_EQ(content(), "last\n");
}

TEST_F(JournalTest, GoesOnAfterTheWholeLinesOfItsEarlierLife) {
  std::ofstream(path()) << "whole\ntor";
  {
    Journal(path(), 6, [] {}).append("next\n", 2);
  }
  EXPECT_EQ(content(), "whole\nnext\n");
}

TEST_F(JournalTest, TwoCannotWriteTheSameFile) {
  const Journal first(path(), 0, [] {});
  EXPECT_THROW(Journal(path(), 0, [] {}), std::system_error);
}

TEST_F(JournalTest, AFolderThatIsNotThereIsAnError) {
  EXPECT_THROW(Journal(path() + "/journal", 0, [] {}), std::system_error);
}

}  // namespace
}  // namespace pay200::sandbox
