#include "tests/lint/house_rules.hpp"

#include <cctype>
#include <filesystem>
#include <regex>
#include <set>

namespace pay200::lint {
namespace {

constexpr std::size_t kMaxLines = 500;

bool is_source(const std::string& path) {
  for (const char* ending : {".cpp", ".hpp", ".sql", ".sh", ".ts", ".tsx", ".js", ".css"}) {
    if (ends_with(path, ending)) return true;
  }
  return false;
}

/// foo_bar_test -> FooBarTest
std::string suite_of(const std::string& path) {
  std::string suite;
  bool begins = true;
  for (const char c : std::filesystem::path(path).stem().string()) {
    if (c == '_') {
      begins = true;
    } else {
      suite += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
      begins = false;
    }
  }
  return suite;
}

std::string at(const SourceFile& file, std::size_t index) {
  return file.path + ":" + std::to_string(index + 1) + ": ";
}

bool is_word_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Plain search: regular expressions over every line of the project take seconds under ASan.
std::vector<std::string> lines_with(const std::vector<SourceFile>& files,
                                    const std::vector<std::string>& wrong, bool whole_words,
                                    const std::string& why) {
  std::vector<std::string> complaints;
  for (const auto& file : files) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      for (const auto& word : wrong) {
        const auto found = line.find(word);
        if (found == std::string::npos) continue;
        const auto end = found + word.size();
        const bool inside = (found > 0 && is_word_letter(line[found - 1])) ||
                            (end < line.size() && is_word_letter(line[end]));
        if (!whole_words || !inside) complaints.push_back(at(file, i) + why + word);
      }
    }
  }
  return complaints;
}

}  // namespace

std::vector<std::string> suite_name_complaints(const std::vector<SourceFile>& files) {
  static const std::regex test(R"(^\s*(?:TYPED_)?TEST(?:_F|_P)?\((\w+))");
  std::vector<std::string> complaints;
  for (const auto& file : files) {
    if (!starts_with(file.path, "tests/") || !ends_with(file.path, ".cpp")) continue;
    const bool holds_tests = ends_with(file.path, "_test.cpp");
    bool found = false;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      std::smatch match;
      if (file.lines[i].find("TEST") == std::string::npos ||
          !std::regex_search(file.lines[i], match, test)) {
        continue;
      }
      found = true;
      if (!holds_tests) {
        complaints.push_back(at(file, i) + "a test in a file that is not called *_test.cpp");
      } else if (match[1] != suite_of(file.path)) {
        complaints.push_back(at(file, i) + "the suite must be " + suite_of(file.path));
      }
    }
    if (holds_tests && !found) complaints.push_back(file.path + ": holds no test");
  }
  return complaints;
}

std::vector<std::string> length_complaints(const std::vector<SourceFile>& files) {
  std::vector<std::string> complaints;
  for (const auto& file : files) {
    if (is_source(file.path) && file.lines.size() > kMaxLines) {
      complaints.push_back(file.path + ": " + std::to_string(file.lines.size()) + " lines, of " +
                           std::to_string(kMaxLines) + " at most");
    }
  }
  return complaints;
}

std::vector<std::string> word_complaints(const std::vector<SourceFile>& files) {
  // In pieces, so that this file has no complaint against itself.
  static const std::vector<std::string> put_off = {
      std::string("TO") + "DO", std::string("FIX") + "ME", std::string("XX") + "X"};
  static const std::set<std::string> empty_words = {"util",    "utils",  "helper", "helpers",
                                                    "manager", "common", "misc"};
  auto complaints = lines_with(files, put_off, true, "do it now, or write it down as an issue: ");
  static const std::regex word("[a-z]+");
  for (const auto& file : files) {
    for (auto found = std::sregex_iterator(file.path.begin(), file.path.end(), word);
         found != std::sregex_iterator(); ++found) {
      if (empty_words.count(found->str()) != 0) {
        complaints.push_back(file.path + ": a name that says nothing: " + found->str());
      }
    }
  }
  return complaints;
}

std::vector<std::string> place_complaints(const std::vector<SourceFile>& files) {
  static const std::vector<std::string> places = {std::string("/wo") + "rk/",
                                                  std::string("/ho") + "me/",
                                                  std::string("registry.np") + "mjs",
                                                  std::string("deb.deb") + "ian.org",
                                                  std::string("snapshot.deb") + "ian",
                                                  std::string("proxy.go") + "lang.org",
                                                  std::string("files.python") + "hosted"};
  return lines_with(files, places, false, "a place that is not everybody's: ");
}

}  // namespace pay200::lint
