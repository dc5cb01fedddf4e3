#pragma once
// Rules that a look at the text can hold: names, lengths, what must not be written down.

#include <string>
#include <vector>

#include "tests/lint/source_tree.hpp"

namespace pay200::lint {

/// A file foo_bar_test.cpp holds the suite FooBarTest and no other; no other file holds a test.
std::vector<std::string> suite_name_complaints(const std::vector<SourceFile>& files);

/// Source files beyond 500 lines.
std::vector<std::string> length_complaints(const std::vector<SourceFile>& files);

/// Words that put work off, and names of files that say nothing.
std::vector<std::string> word_complaints(const std::vector<SourceFile>& files);

/// Where C++ of the product compares by == or != what its name calls a secret, or a proof of one:
/// how long that takes tells how much of it was right, and crypto::equal_constant_time is for it. A
/// line below "// no secret: why" may.
std::vector<std::string> secret_compare_complaints(const std::vector<SourceFile>& files);

/// A package registry's or mirror's host, or a place on somebody's machine.
std::vector<std::string> place_complaints(const std::vector<SourceFile>& files);

}  // namespace pay200::lint
