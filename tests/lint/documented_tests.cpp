#include "tests/lint/documented_tests.hpp"

#include <functional>
#include <regex>
#include <set>

namespace pay200::lint {
namespace {

/// "FooBarTest.WhatIsTrue" of each test.
std::set<std::string> tests_of(const std::vector<SourceFile>& files) {
  static const std::regex test(R"(TEST(?:_F|_P)?\((\w+),\s*(\w+)\))");
  std::set<std::string> names;
  for (const auto& file : files) {
    if (!starts_with(file.path, "tests/") || !ends_with(file.path, "_test.cpp")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (!starts_with(file.lines[i], "TEST")) continue;
      // A long name stands on the line below.
      std::string text = file.lines[i];
      if (text.find(')') == std::string::npos && i + 1 < file.lines.size()) {
        text += file.lines[i + 1];
      }
      std::smatch match;
      if (std::regex_search(text, match, test)) {
        names.insert(match[1].str() + "." + match[2].str());
      }
    }
  }
  return names;
}

void visit_named(
    const std::vector<SourceFile>& files,
    const std::function<void(const std::string& where, const std::string& name)>& visit) {
  static const std::regex name(R"(`(\w+Test\.\w+)`)");
  for (const auto& file : files) {
    if (!starts_with(file.path, "docs/") || !ends_with(file.path, ".md")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      if (line.find("Test.") == std::string::npos) continue;
      for (auto found = std::sregex_iterator(line.begin(), line.end(), name);
           found != std::sregex_iterator(); ++found) {
        visit(file.path + ":" + std::to_string(i + 1), (*found)[1].str());
      }
    }
  }
}

}  // namespace

std::vector<std::string> documented_test_complaints(const std::vector<SourceFile>& files) {
  const std::set<std::string> tests = tests_of(files);
  std::vector<std::string> complaints;
  visit_named(files, [&](const std::string& where, const std::string& name) {
    if (tests.count(name) == 0) complaints.push_back(where + ": no such test: " + name);
  });
  return complaints;
}

std::size_t count_of_documented_tests(const std::vector<SourceFile>& files) {
  std::size_t count = 0;
  visit_named(files, [&count](const std::string&, const std::string&) { ++count; });
  return count;
}

}  // namespace pay200::lint
