#include "tests/lint/documented_tests.hpp"

#include <gtest/gtest.h>

namespace pay200::lint {
namespace {

TEST(DocumentedTestsTest, EveryTestThatTheDocumentsNameIsThere) {
  const auto files = read_source_tree(PAY200_SOURCE_DIR);
  EXPECT_EQ(join(documented_test_complaints(files)), "");
  EXPECT_GE(count_of_documented_tests(files), 40U) << "are they still written as `FooTest.Bar`?";
}

TEST(DocumentedTestsTest, OneThatIsNotThereIsFound) {
  std::vector<SourceFile> files = {
      make_source("tests/core/a_test.cpp", "TEST_F(ATest, IsSo) {\nTEST(ATest,\n     IsLong) {\n"),
      make_source("docs/a.md", "so: `ATest.IsSo`, `ATest.IsLong`\n"),
  };
  EXPECT_EQ(join(documented_test_complaints(files)), "");
  EXPECT_EQ(count_of_documented_tests(files), 2U);
  files.push_back(make_source("docs/b.md", "\nnot so: `ATest.IsNotSo`\n"));
  EXPECT_EQ(join(documented_test_complaints(files)), "docs/b.md:2: no such test: ATest.IsNotSo\n");
}

}  // namespace
}  // namespace pay200::lint
