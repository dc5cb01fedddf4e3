#include "tests/lint/house_rules.hpp"

#include <algorithm>
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

// ---- comparisons

constexpr const char* kNoSecret = "// no secret: ";

/// Methods that hand out what they are called on.
bool hands_out(const std::string& method) {
  static const std::set<std::string> methods = {"substr", "str", "c_str", "data", "value", "view"};
  return methods.count(method) != 0;
}

bool names_secret(const std::string& name) {
  static const std::set<std::string> words = {"token", "secret",   "signature", "hmac",
                                              "mac",   "password", "passcode",  "pin",
                                              "csrf",  "proof",    "totp",      "otp"};
  for (std::size_t at = 0; at < name.size();) {
    const auto end = std::min(name.find('_', at), name.size());
    if (words.count(name.substr(at, end - at)) != 0) return true;
    at = end + 1;
  }
  return false;
}

/// What the operand that ends before `end` is called: of "it->token.substr(4)" it is "token".
std::string name_before(const std::string& line, std::size_t end) {
  for (;;) {
    while (end > 0 && line[end - 1] == ' ') --end;
    while (end > 0 && (line[end - 1] == ')' || line[end - 1] == ']')) {
      for (int depth = 0; end > 0;) {
        const char c = line[--end];
        if (c == ')' || c == ']') ++depth;
        if ((c == '(' || c == '[') && --depth == 0) break;
      }
    }
    const auto last = end;
    while (end > 0 && is_word_letter(line[end - 1])) --end;
    std::string name = line.substr(end, last - end);
    const bool by_arrow = end > 1 && line.compare(end - 2, 2, "->") == 0;
    const bool by_dot = end > 0 && line[end - 1] == '.';
    if (!hands_out(name) || (!by_arrow && !by_dot)) return name;
    end -= by_arrow ? 2 : 1;
  }
}

/// Likewise of the operand that begins at `at`.
std::string name_behind(const std::string& line, std::size_t at) {
  while (at < line.size() && (line[at] == ' ' || line[at] == '*' || line[at] == '(')) ++at;
  std::string name;
  while (at < line.size()) {
    const auto begin = at;
    while (at < line.size() && is_word_letter(line[at])) ++at;
    if (at == begin) break;
    std::string next = line.substr(begin, at - begin);
    if (!hands_out(next)) name = std::move(next);
    if (line.compare(at, 2, "::") == 0 || line.compare(at, 2, "->") == 0) {
      at += 2;
    } else if (at < line.size() && line[at] == '.') {
      ++at;
    } else {
      break;
    }
  }
  return name;
}

/// A constant, or nothing: a text that is there for everybody to read.
bool is_constant(const std::string& name) {
  static const std::set<std::string> words = {"nullptr", "nullopt", "true", "false", "npos", "end"};
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0) return true;
  const bool constant =
      name.size() > 1 && name[0] == 'k' && std::isupper(static_cast<unsigned char>(name[1])) != 0;
  return constant || words.count(name) != 0;
}

bool compares_secret(const std::string& line) {
  const auto comment = std::min(line.find("//"), line.size());
  for (std::size_t at = 0; at + 1 < comment; ++at) {
    if (line[at + 1] != '=' || (line[at] != '=' && line[at] != '!')) continue;
    const std::string left = name_before(line, at);
    const std::string right = name_behind(line, at + 2);
    if (is_constant(left) || is_constant(right)) continue;
    if (names_secret(left) || names_secret(right)) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> secret_compare_complaints(const std::vector<SourceFile>& files) {
  std::vector<std::string> complaints;
  for (const auto& file : files) {
    const bool product = starts_with(file.path, "core/") || starts_with(file.path, "fcgi-app/") ||
                         starts_with(file.path, "pgctl/") || starts_with(file.path, "sandbox/");
    if (!product || (!ends_with(file.path, ".cpp") && !ends_with(file.path, ".hpp"))) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (!compares_secret(file.lines[i])) continue;
      const bool excused = i > 0 && file.lines[i - 1].find(kNoSecret) != std::string::npos;
      if (!excused) complaints.push_back(at(file, i) + "compare it by equal_constant_time");
    }
  }
  return complaints;
}

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
