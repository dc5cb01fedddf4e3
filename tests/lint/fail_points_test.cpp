#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "tests/lint/source_tree.hpp"

namespace pay200::lint {
namespace {

constexpr const char* kTest = "tests/chaos/fail_point_test.cpp";
/// Its places are those of a run of pgctl.
constexpr const char* kRunTest = "tests/pgctl/killed_run_test.cpp";

/// What stands between `before` and the next quotation mark, in each line that has it.
std::vector<std::string> names_behind(const SourceFile& file, const std::string& before) {
  std::vector<std::string> names;
  for (const std::string& line : file.lines) {
    const auto at = line.find(before);
    if (at == std::string::npos) continue;
    const auto begin = at + before.size();
    names.push_back(line.substr(begin, line.find('"', begin) - begin));
  }
  return names;
}

std::vector<std::string> complaints(const std::vector<SourceFile>& files) {
  std::set<std::string> placed;
  std::vector<std::string> killed;
  for (const SourceFile& file : files) {
    if (file.path == kTest || file.path == kRunTest) {
      for (auto& name : names_behind(file, "{\"")) killed.push_back(std::move(name));
    }
    if (!starts_with(file.path, "core/") && !starts_with(file.path, "fcgi-app/")) continue;
    for (const auto& name : names_behind(file, "fail_point(\"")) {
      if (!placed.insert(name).second) return {name + " is the name of two places"};
    }
  }
  std::vector<std::string> found;
  for (const auto& name : placed) {
    if (std::ranges::find(killed, name) == killed.end())
      found.push_back(name + ": nobody is killed there");
  }
  return found;
}

TEST(FailPointsTest, SomebodyIsKilledAtEach) {
  EXPECT_EQ(join(complaints(read_source_tree(PAY200_SOURCE_DIR))), "");
}

TEST(FailPointsTest, OneThatIsForgottenIsFound) {
  const auto source = make_source("core/a.cpp", "  fail_point(\"after_a\");\n");
  EXPECT_EQ(join(complaints({source, make_source(kTest, "{\"after_a\", Way::kPay},\n")})), "");
  EXPECT_NE(join(complaints({source, make_source(kTest, "{\"after_b\", Way::kPay},\n")})), "");
}

TEST(FailPointsTest, TwoPlacesOfOneNameAreFound) {
  const auto twice = make_source("core/b.cpp", "fail_point(\"after_a\");\n");
  EXPECT_NE(join(complaints({make_source("core/a.cpp", "fail_point(\"after_a\");\n"), twice,
                             make_source(kTest, "{\"after_a\", Way::kPay},\n")})),
            "");
}

}  // namespace
}  // namespace pay200::lint
