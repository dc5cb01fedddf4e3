#pragma once
// docs/security.md and its like promise something and name the test that shows it: the test is
// there.

#include <string>
#include <vector>

#include "tests/lint/source_tree.hpp"

namespace pay200::lint {

/// Of each `FooBarTest.WhatIsTrue` in docs/*.md for which there is no such test.
std::vector<std::string> documented_test_complaints(const std::vector<SourceFile>& files);

/// How many such names docs/*.md have.
std::size_t count_of_documented_tests(const std::vector<SourceFile>& files);

}  // namespace pay200::lint
