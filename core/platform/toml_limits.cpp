#include "core/platform/toml_limits.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace pay200 {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr std::size_t kMostLevels = 32;
constexpr int kMostDots = 32;  ///< in a line, outside of strings
constexpr std::size_t kMostDigits = 18;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word_letter(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("_-+.:").find(c) != std::string_view::npos;
}

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool begins_name(char c) {
  return c == '"' || c == '\'' || (is_word_letter(c) && c != '.' && c != '+' && c != ':');
}

/// 1 to 18 digits, and underscores between them.
bool is_whole(std::string_view text) {
  const auto digits = std::count_if(text.begin(), text.end(), is_digit);
  const bool shaped =
      std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '_'; });
  return shaped && digits >= 1 && static_cast<std::size_t>(digits) <= kMostDigits;
}

bool is_plain_number(std::string_view word) {
  if (word.starts_with('+') || word.starts_with('-')) word.remove_prefix(1);
  const auto point = word.find('.');
  if (point == std::string_view::npos) return is_whole(word);
  return is_whole(word.substr(0, point)) && is_whole(word.substr(point + 1));
}

bool begins_as_number(std::string_view word) {
  return is_digit(word.front()) || word.front() == '+' || word.front() == '-';
}

class Scan {
 public:
  explicit Scan(std::string_view text) : rest_(text) {}

  std::optional<TomlFault> run() {
    while (!rest_.empty() && why_.empty()) step();
    if (why_.empty()) return std::nullopt;
    return TomlFault{line_, why_};
  }

 private:
  void step() {
    switch (rest_.front()) {
      case '\n':
        next_line();
        return;
      case '#':
        skip(rest_.find('\n'));
        return;
      case '"':
      case '\'':
        string(rest_.front());
        return;
      case '[':
        if (line_begins_) return header();
        open(']');
        break;
      case '{':
        open('}');
        break;
      case ']':
      case '}':
        close();
        break;
      default:
        if (is_word_letter(rest_.front())) return word();
        if (!is_ascii(rest_.front())) why_ = "a character that stands in strings and comments only";
    }
    if (rest_.front() == '=') after_equals_ = true;
    if (!is_blank(rest_.front())) line_begins_ = false;
    skip(1);
  }

  /// Until `end`.
  void open(char end) {
    open_ += end;
    if (open_.size() > kMostLevels) why_ = "nested deeper than 32 levels";
  }

  void close() {
    if (!open_.ends_with(rest_.front())) {
      why_ = "a bracket that closes nothing";
    } else {
      open_.pop_back();
    }
  }

  void next_line() {
    ++line_;
    dots_ = 0;
    after_equals_ = !open_.empty();
    line_begins_ = open_.empty();
    skip(1);
  }

  /// "[" or "[[" of a table's header: the library takes it for granted that a name follows.
  void header() {
    line_begins_ = false;
    const std::size_t brackets = rest_.starts_with("[[") ? 2 : 1;
    skip(brackets);
    while (!rest_.empty() && is_blank(rest_.front())) skip(1);
    if (rest_.empty() || !begins_name(rest_.front())) why_ = "a table without a name";
    open_.append(brackets, ']');
  }

  void word() {
    line_begins_ = false;
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_word_letter);
    const auto word = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    dots_ += std::count(word.begin(), word.end(), '.');
    if (dots_ > kMostDots) why_ = "a name of more than 32 parts";
    if (begins_as_number(word) && !is_plain_number(word)) {
      why_ = "a number too large or of a form that is not used here";
    }
    skip(word.size());
    if (!rest_.empty() && !may_follow(word, rest_.front())) why_ = "a word that does not end";
  }

  /// Otherwise the library and this scan might differ in where a string begins.
  bool may_follow(std::string_view word, char next) const {
    const bool more_of_name = word.ends_with('.') && !after_equals_;
    if (next == '"' || next == '\'') return more_of_name;
    return std::string_view(" \t\r\n=,]}#").find(next) != std::string_view::npos;
  }

  /// To the string's end, or to where the library will say that it has none.
  void string(char quote) {
    line_begins_ = false;
    if (rest_.starts_with(std::string(3, quote))) why_ = "a text of several lines";
    skip(1);
    while (!rest_.empty() && rest_.front() != quote && rest_.front() != '\n') {
      skip(rest_.front() == '\\' && quote == '"' && !rest_.starts_with("\\\n") ? 2 : 1);
    }
    if (rest_.starts_with(quote)) skip(1);
  }

  void skip(std::size_t count) { rest_.remove_prefix(std::min(count, rest_.size())); }

  std::string_view rest_;
  int line_ = 1;
  std::string open_;           ///< what closes the arrays and tables that are open
  bool line_begins_ = true;    ///< nothing but blanks before, and not within an array or a table
  bool after_equals_ = false;  ///< where values are
  std::ptrdiff_t dots_ = 0;
  std::string why_;
};

}  // namespace

std::optional<TomlFault> fault_beyond_limits(std::string_view text) {
  if (text.size() > kMostBytes) return TomlFault{1, "more than 1 MiB"};
  return Scan(text).run();
}

}  // namespace pay200
