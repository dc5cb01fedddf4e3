// README.md and docs/ as their reader takes them: each command line of pgctl that they show is one,
// and each configuration key, metric, target of make, file and link that they name is there. That
// the commands do what is said of them, tests/bare/check_deb.sh tries on a machine of its own.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>

#include "core/platform/config.hpp"
#include "core/platform/metrics/catalogue.hpp"
#include "dev/private_file.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"

namespace pay200 {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

const fs::path kRoot = PAY200_SOURCE_DIR;

/// What a page shows as code: a block, or `words` in a line.
struct Code {
  std::string page;
  std::string text;
  bool block = false;
};

std::vector<fs::path> pages() {
  std::vector<fs::path> found = {"README.md", "SECURITY.md"};
  for (const auto& entry : fs::directory_iterator(kRoot / "docs")) {
    if (entry.path().extension() == ".md") found.push_back(entry.path().lexically_relative(kRoot));
  }
  return found;
}

void add_inline_code(const std::string& page, const std::string& prose, std::vector<Code>& found) {
  static const std::regex code("`([^`]+)`");
  for (std::sregex_iterator at(prose.begin(), prose.end(), code), end; at != end; ++at) {
    found.push_back({page, (*at)[1].str()});
  }
}

bool is_fence(const std::string& line) {
  const auto begin = line.find_first_not_of(' ');
  return begin != std::string::npos && line.compare(begin, 3, "```") == 0;
}

std::vector<Code> code_of(const fs::path& page) {
  std::vector<Code> found;
  std::string prose, block;
  bool fenced = false, after_blank = true, indented = false;
  const auto end_block = [&] {
    if (!block.empty()) found.push_back({page.string(), block, true});
    block.clear();
  };
  std::istringstream lines(dev::read_file(kRoot / page));
  for (std::string line; std::getline(lines, line);) {
    if (is_fence(line)) {
      end_block();
      fenced = !fenced;
      continue;
    }
    indented = !fenced && line.starts_with("    ") && (after_blank || indented);
    after_blank = line.empty();
    if (fenced || indented) {
      block += line + "\n";
    } else {
      end_block();
      // A code span may go over a line's end, but not over a paragraph's.
      if (line.empty()) {
        add_inline_code(page.string(), prose, found);
        prose.clear();
      }
      prose += line + " ";
    }
  }
  end_block();
  add_inline_code(page.string(), prose, found);
  return found;
}

const std::vector<Code>& all_code() {
  static const auto all = [] {
    std::vector<Code> found;
    for (const auto& page : pages()) {
      for (auto& code : code_of(page)) found.push_back(std::move(code));
    }
    return found;
  }();
  return all;
}

/// The words of one command as a shell takes them, up to what ends it; `at` goes there.
Words shell_words(const std::string& text, std::size_t& at) {
  Words words;
  std::string word;
  bool within = false;
  char quote = '\0';
  const auto end_word = [&] {
    if (within) words.push_back(word);
    word.clear();
    within = false;
  };
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != '\0') {
      if (c == quote)
        quote = '\0';
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      within = true;
    } else if (c == '\\' && at + 1 < text.size() && text[at + 1] == '\n') {
      ++at;
      end_word();
    } else if (c == ' ') {
      end_word();
    } else if (std::string("|;)>&\n").find(c) != std::string::npos || (c == '#' && !within)) {
      break;
    } else {
      word += c;
      within = true;
    }
  }
  end_word();
  return words;
}

/// Of each call of the program in the text, the words behind its name.
std::vector<Words> calls_of(const std::string& program, const std::string& text) {
  std::vector<Words> calls;
  for (auto at = text.find(program + " "); at != std::string::npos;
       at = text.find(program + " ", at)) {
    const bool begins_word =
        at == 0 || std::string(" \n(/`").find(text[at - 1]) != std::string::npos;
    at += program.size();
    if (!begins_word) continue;
    Words words = shell_words(text, at);
    // Not `pgctl <noun> <verb>`, nor a box with its name.
    const char first = words.empty() ? ' ' : words.front()[0];
    if (first == '-' || (first >= 'a' && first <= 'z')) calls.push_back(std::move(words));
  }
  return calls;
}

std::string joined(const Words& words) {
  std::string text;
  for (const auto& word : words) text += " " + word;
  return text;
}

/// What pgctl says of the line's shape; empty: nothing.
std::string complaint_of(const Words& words) {
  pgctl::CommandTree tree;
  add_commands(tree);
  std::vector<const char*> argv = {"pgctl"};
  for (const auto& word : words) argv.push_back(word.c_str());
  std::ostringstream out;
  try {
    tree.parse(static_cast<int>(argv.size()), argv.data(), out);
  } catch (const pgctl::Failure& failure) {
    return failure.what();
  }
  return "";
}

/// `pgctl tx`, `pgctl tx search`: a name, not a line to type.
bool is_name_of_command(const Words& words) {
  static const auto names = [] {
    pgctl::CommandTree tree;
    add_commands(tree);
    std::set<std::string> known;
    for (const auto& noun : tree.nouns()) known.insert(" " + noun.name);
    for (const auto& command : tree.commands()) known.insert(" " + command.name());
    return known;
  }();
  return names.contains(joined(words));
}

bool is_verb_alone(const std::string& word) {
  static const std::set<std::string> verbs = {"refund", "doctor", "man", "completion", "version"};
  return verbs.contains(word);
}

TEST(DocumentsTest, EveryCommandLineOfPgctlCanBeTyped) {
  std::size_t lines = 0, named = 0;
  for (const auto& code : all_code()) {
    for (const auto& words : calls_of("pgctl", code.text)) {
      if (!code.block && is_name_of_command(words)) {
        ++named;
        continue;
      }
      ++lines;
      EXPECT_EQ(complaint_of(words), "") << code.page << ": pgctl" << joined(words);
    }
  }
  EXPECT_GE(lines, 60U);
  EXPECT_GE(named, 30U);
}

TEST(DocumentsTest, WhatCannotBeTypedIsFound) {
  EXPECT_EQ(
      calls_of("pgctl", "sudo pgctl tx search \\\n  --name '김 민아' | head; pgctl db check # x"),
      (std::vector<Words>{{"tx", "search", "--name", "김 민아"}, {"db", "check"}}));
  EXPECT_NE(complaint_of({"tx", "serach"}), "");
  EXPECT_NE(complaint_of({"tx", "search", "--nam", "x"}), "");
  EXPECT_NE(complaint_of({"key", "issue", "--kind", "secret"}), "") << "--merchant is missing";
  EXPECT_EQ(complaint_of({"tx", "search", "--name", "x"}), "");
  EXPECT_FALSE(is_name_of_command({"tx", "serach"}));
}

/// A script takes an answer apart by its names: `sed -n 's/.*"merchant": *...'`.
TEST(DocumentsTest, EveryNameThatAScriptLooksForIsInTheAnswer) {
  static const std::regex looked_for(R"re("([A-Za-z]+)": \*)re");
  std::size_t count = 0;
  for (const auto& code : all_code()) {
    std::string schemas;
    for (const auto& words : calls_of("pgctl", code.text)) {
      if (std::find(words.begin(), words.end(), "json") == words.end()) continue;
      const fs::path schema = "docs/schema/pgctl/" + words[0] + "-" + words[1] + ".json";
      if (fs::exists(kRoot / schema)) schemas += dev::read_file(kRoot / schema);
    }
    for (std::sregex_iterator at(code.text.begin(), code.text.end(), looked_for), end; at != end;
         ++at) {
      EXPECT_NE(schemas.find("\"" + (*at)[1].str() + "\""), std::string::npos)
          << code.page << ": no answer has \"" << (*at)[1] << "\"";
      ++count;
    }
  }
  EXPECT_GE(count, 3U);
}

/// Behind an empty line an example is told, not typed.
TEST(DocumentsTest, EveryExampleOfAHelpCanBeTyped) {
  pgctl::CommandTree tree;
  add_commands(tree);
  for (const auto& command : tree.commands()) {
    const auto calls = calls_of("pgctl", command.example.substr(0, command.example.find("\n\n")));
    EXPECT_NE(calls.empty(), command.name() != "version") << command.name();
    for (const auto& words : calls) {
      EXPECT_EQ(complaint_of(words), "") << command.name() << ": pgctl" << joined(words);
    }
  }
}

/// "`pgctl merchant list` shows all" in a source: {"merchant", "list"}.
std::vector<Words> named_commands(const std::string& text) {
  const std::string begin = "`pgctl ";
  std::vector<Words> found;
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    at += begin.size();
    Words words;
    std::istringstream rest(text.substr(at, 40));
    for (std::string word; words.size() < 2 && rest >> word;) {
      const auto end = std::find_if(word.begin(), word.end(),
                                    [](char c) { return (c < 'a' || c > 'z') && c != '-'; });
      words.emplace_back(word.begin(), end);
      if (end != word.end() || words.back().empty()) break;
    }
    if (!words.empty() && !words.back().empty() && words.back()[0] == '-') words.pop_back();
    if (!words.empty() && words.back().empty()) words.pop_back();
    if (!words.empty()) found.push_back(std::move(words));
  }
  return found;
}

/// The next step that a message names.
TEST(DocumentsTest, EveryCommandThatTheProgramsNameIsThere) {
  std::size_t count = 0;
  for (const char* folder : {"pgctl", "core", "fcgi-app", "sandbox", "deploy", "sql"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      if (!entry.is_regular_file()) continue;
      for (const auto& words : named_commands(dev::read_file(entry.path()))) {
        // An argument may stand behind a verb that has no noun.
        EXPECT_TRUE(is_name_of_command(words) || is_verb_alone(words.front()))
            << entry.path() << ": pgctl" << joined(words);
        ++count;
      }
    }
  }
  EXPECT_GE(count, 60U);
}

/// "[fcgi]\nsocket = ..." of a block: "fcgi.socket".
std::vector<std::string> toml_keys(const std::string& block) {
  static const std::regex table(R"(^ *\[\[?([a-z]+)\]\]?$)"), key(R"(^ *([a-z_]+) += .*)");
  std::vector<std::string> keys;
  std::string in;
  std::istringstream lines(block);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, table))
      in = match[1].str() + ".";
    else if (!in.empty() && std::regex_match(line, match, key))
      keys.push_back(in + match[1].str());
  }
  return keys;
}

/// Behind a table's name: an event of a page's stream, or a file's ending.
const std::set<std::string> kNoKeys = {"approved", "canceled", "failed", "expired",
                                       "toml",     "md",       "pem",    "key"};

TEST(DocumentsTest, EveryConfigurationKeyIsThere) {
  const auto known = known_config_keys();
  const std::set<std::string> keys(known.begin(), known.end());
  std::set<std::string> tables;
  for (const auto& key : keys) tables.insert(key.substr(0, key.find('.')));
  static const std::regex dotted(R"(^([a-z]+)\.([a-z_]+)$)"), table(R"(^\[\[?([a-z]+)\]\]?)");
  std::size_t count = 0;
  for (const auto& code : all_code()) {
    std::smatch match;
    for (const auto& key : code.block ? toml_keys(code.text) : std::vector<std::string>()) {
      EXPECT_TRUE(keys.contains(key)) << code.page << ": " << key;
      ++count;
    }
    if (std::regex_search(code.text, match, table) && !code.block) {
      EXPECT_TRUE(tables.contains(match[1])) << code.page << ": " << code.text;
      ++count;
    }
    if (std::regex_match(code.text, match, dotted) && tables.contains(match[1]) &&
        !kNoKeys.contains(match[2])) {
      EXPECT_TRUE(keys.contains(code.text)) << code.page << ": " << code.text;
      ++count;
    }
  }
  EXPECT_GE(count, 20U);
}

/// What begins with pay200_ and is no metric: roles and names of the database, nginx's upstreams,
/// packages.
const std::set<std::string> kNoMetrics = {"pay200_owner", "pay200_api",    "pay200_link",
                                          "pay200_relay", "pay200_stream", "pay200_operator",
                                          "pay200_drill", "pay200_fcgi",   "pay200_"};

TEST(DocumentsTest, EveryMetricIsThereAndDescribed) {
  std::set<std::string> known = kNoMetrics;
  for (const auto& metric : metrics::kCatalogue) {
    for (const char* part : {"", "_bucket", "_sum", "_count"}) {
      known.insert(std::string(metric.name) + part);
    }
  }
  static const std::regex name("pay200_[a-z0-9_]*");
  std::set<std::string> described;
  for (const auto& code : all_code()) {
    for (std::sregex_iterator at(code.text.begin(), code.text.end(), name), end; at != end; ++at) {
      EXPECT_TRUE(known.contains(at->str())) << code.page << ": " << at->str();
      if (code.page == "docs/metrics.md") described.insert(at->str());
    }
  }
  for (const auto& metric : metrics::kCatalogue) {
    EXPECT_TRUE(described.contains(metric.name)) << "docs/metrics.md does not say " << metric.name;
  }
}

TEST(DocumentsTest, EveryTargetOfMakeIsThere) {
  const std::string makefile = dev::read_file(kRoot / "Makefile");
  std::set<std::string> targets;
  static const std::regex rule("(?:^|\n)([a-z][a-z0-9 -]*):(?!=)");
  for (std::sregex_iterator at(makefile.begin(), makefile.end(), rule), end; at != end; ++at) {
    std::istringstream names((*at)[1].str());
    for (std::string one; names >> one;) targets.insert(one);
  }
  std::size_t count = 0;
  for (const auto& code : all_code()) {
    for (const auto& words : calls_of("make", code.text)) {
      EXPECT_TRUE(targets.contains(words.front())) << code.page << ": make" << joined(words);
      for (std::size_t i = 1; i < words.size(); ++i) {
        EXPECT_TRUE(words[i].find('=') != std::string::npos)
            << code.page << ": make" << joined(words);
        const std::string variable =
            words[i].substr(words[i][0] == '[' ? 1 : 0, words[i].find('='));
        EXPECT_NE(makefile.find(variable.substr(0, variable.find('='))), std::string::npos)
            << code.page << ": make" << joined(words);
      }
      ++count;
    }
  }
  EXPECT_GE(count, 25U);
}

/// pay200-dev and pay200-fcgi say in their main.cpp what they take.
TEST(DocumentsTest, EveryOptionOfTheOtherProgramsIsThere) {
  const std::vector<std::pair<std::string, std::string>> programs = {
      {"pay200-dev", dev::read_file(kRoot / "dev/main.cpp")},
      {"pay200-fcgi", dev::read_file(kRoot / "fcgi-app/main.cpp")}};
  std::size_t count = 0;
  for (const auto& code : all_code()) {
    for (const auto& [program, source] : programs) {
      for (const auto& words : calls_of(program, code.text)) {
        for (const auto& word : words) {
          const bool option = word.starts_with("--");
          if (!option && (program == "pay200-fcgi" || &word != &words.front())) continue;
          const std::string name = word.substr(0, word.find('='));
          EXPECT_NE(source.find("\"" + name), std::string::npos)
              << code.page << ": " << program << joined(words);
          ++count;
        }
      }
    }
  }
  EXPECT_GE(count, 10U);
}

/// As GitHub makes it of a heading.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char c : heading) {
    if (c == ' ' || c == '-')
      anchor += '-';
    else if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0) {
      anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return anchor;
}

std::set<std::string> anchors_of(const fs::path& page) {
  std::set<std::string> anchors;
  std::istringstream lines(dev::read_file(page));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) anchors.insert(anchor_of(line.substr(line.find(' ') + 1)));
  }
  return anchors;
}

TEST(DocumentsTest, EveryLinkLeadsSomewhere) {
  static const std::regex link(R"(\]\(([^)\s]+)\))");
  std::size_t count = 0;
  for (const auto& page : pages()) {
    const std::string text = dev::read_file(kRoot / page);
    for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at) {
      const std::string to = (*at)[1].str();
      if (to.find("://") != std::string::npos) continue;
      const auto hash = to.find('#');
      const fs::path file =
          hash == 0 ? kRoot / page : (kRoot / page).parent_path() / to.substr(0, hash);
      EXPECT_TRUE(fs::exists(file)) << page << ": " << to;
      if (hash != std::string::npos && fs::exists(file)) {
        EXPECT_TRUE(anchors_of(file).contains(to.substr(hash + 1))) << page << ": " << to;
      }
      ++count;
    }
  }
  EXPECT_GE(count, 70U);
}

/// `dev/soak.cpp`, `tests/chaos/`: from the root. Without an ending it is a header and its source,
/// or a test as ctest names it.
TEST(DocumentsTest, EveryFileOfTheSourceIsThere) {
  static const std::regex file(
      R"(^(core|dev|deploy|docs|fcgi-app|mobile|backoffice|nginx|pgctl|sandbox|sdk|sql|tests)/[\w./-]+$)");
  std::size_t count = 0;
  for (const auto& code : all_code()) {
    if (code.block || !std::regex_match(code.text, file)) continue;
    EXPECT_TRUE(fs::exists(kRoot / code.text) || fs::exists(kRoot / (code.text + ".hpp")) ||
                fs::exists(kRoot / "tests" / (code.text + "_test.cpp")))
        << code.page << ": " << code.text;
    ++count;
  }
  EXPECT_GE(count, 60U);
}

}  // namespace
}  // namespace pay200
