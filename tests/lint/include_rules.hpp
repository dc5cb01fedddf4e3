#pragma once
// Who may include whom (docs/architecture.md, "Who may call whom"). CMake alone does not hold this:
// system headers are in reach of every target.

#include <string>
#include <vector>

#include "tests/lint/source_tree.hpp"

namespace pay200::lint {

/// One complaint a line that breaks a rule: "path:line: why". Files that are no C++ are skipped.
std::vector<std::string> include_complaints(const std::vector<SourceFile>& files);

}  // namespace pay200::lint
