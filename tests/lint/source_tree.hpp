#pragma once
// The project's own files, for the checks of this folder.

#include <filesystem>
#include <string>
#include <vector>

namespace pay200::lint {

struct SourceFile {
  std::string path;  ///< from the root, with /
  std::vector<std::string> lines;
};

/// Every text file below `root` that is the project's own: not what is built, downloaded or made at
/// run time. In order of path.
std::vector<SourceFile> read_source_tree(const std::filesystem::path& root);

/// A file made of its text, for a rule's own test.
SourceFile make_source(std::string path, const std::string& text);

bool starts_with(const std::string& text, const std::string& prefix);
bool ends_with(const std::string& text, const std::string& suffix);

/// One complaint a line, for a test's message.
std::string join(const std::vector<std::string>& complaints);

}  // namespace pay200::lint
