#include "tests/lint/source_tree.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace pay200::lint {
namespace {

namespace fs = std::filesystem;

/// The same names as in .gitignore, and git's own.
const std::set<std::string>& not_ours() {
  static const std::set<std::string> names = {".git", "build", "var", ".cache", "node_modules"};
  return names;
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

SourceFile make_source(std::string path, const std::string& text) {
  return {std::move(path), split_lines(text)};
}

std::vector<SourceFile> read_source_tree(const fs::path& root) {
  std::vector<SourceFile> files;
  for (auto entry = fs::recursive_directory_iterator(root);
       entry != fs::recursive_directory_iterator(); ++entry) {
    if (not_ours().count(entry->path().filename().string()) != 0) {
      entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file()) continue;
    std::ifstream file(entry->path(), std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    const std::string text = content.str();
    if (text.find('\0') != std::string::npos) continue;  // an image, a font
    files.push_back(make_source(entry->path().lexically_relative(root).generic_string(), text));
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

bool starts_with(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

bool ends_with(const std::string& text, const std::string& suffix) {
  return text.size() >= suffix.size() &&
         text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

std::string join(const std::vector<std::string>& complaints) {
  std::string text;
  for (const auto& complaint : complaints) text += complaint + "\n";
  return text;
}

}  // namespace pay200::lint
