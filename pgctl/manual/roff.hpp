#pragma once
// Text for man(7), as groff and mandoc take it. What is given is plain text, and stays it.

#include <string>
#include <string_view>

namespace pay200::pgctl {

/// So that nothing in it is a request or an escape: a backslash, a dot at a line's beginning, a
/// hyphen that someone will copy. Characters beyond ASCII become \[uXXXX], which needs no encoding.
std::string roff_text(std::string_view text);

class RoffPage {
 public:
  /// "pgctl-tx-search", section 1.
  RoffPage(std::string_view name, std::string_view what);

  RoffPage& section(std::string_view title);
  RoffPage& subsection(std::string_view title);
  RoffPage& paragraph(std::string_view text);
  /// Lines as they stand: commands to type.
  RoffPage& verbatim(std::string_view lines);
  /// An indented paragraph under what it is about: "--merchant", "ID".
  RoffPage& item(std::string_view bold, std::string_view italic, std::string_view text);
  /// One line of marked up roff: roff_bold() and its like.
  RoffPage& line(std::string_view roff);

  const std::string& text() const { return text_; }

 private:
  void begin_paragraph();

  std::string text_;
};

std::string roff_bold(std::string_view text);
std::string roff_italic(std::string_view text);

}  // namespace pay200::pgctl
