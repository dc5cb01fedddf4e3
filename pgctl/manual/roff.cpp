#include "pgctl/manual/roff.hpp"

#include <array>
#include <cstdio>

#include "core/platform/utf8.hpp"

namespace pay200::pgctl {
namespace {

/// Of the pages' form; the text's own age is the version's. A page must have one, and a date of the
/// build would make two builds of one source differ.
constexpr const char* kDate = "2026-11-27";

std::string escaped(char32_t c) {
  switch (c) {
    case U'\\':
      return "\\e";
    case U'-':
      return "\\-";
    case U'\'':
      return "\\(aq";
    case U'`':
      return "\\(ga";
    case U'^':
      return "\\(ha";
    case U'~':
      return "\\(ti";
    default:
      break;
  }
  if (c < 0x80) return {static_cast<char>(c)};
  std::array<char, 16> name{};
  std::snprintf(name.data(), name.size(), "\\[u%04X]", static_cast<unsigned>(c));
  return name.data();
}

std::string in_quotes(std::string_view text) { return "\"" + roff_text(text) + "\""; }

}  // namespace

std::string roff_text(std::string_view text) {
  std::string roff;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '.' && (at == 0 || text[at - 1] == '\n')) roff += "\\&";
    const auto c = next_code_point(text, at);
    if (!c) break;  // our own texts are UTF-8
    roff += escaped(*c);
  }
  return roff;
}

std::string roff_bold(std::string_view text) { return "\\fB" + roff_text(text) + "\\fR"; }

std::string roff_italic(std::string_view text) { return "\\fI" + roff_text(text) + "\\fR"; }

RoffPage::RoffPage(std::string_view name, std::string_view what) {
  std::string title(name);
  for (char& c : title) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  text_ = ".\\\" Made by `pgctl man`; what is changed here is lost.\n";
  text_ += ".TH " + in_quotes(title) + " 1 " + kDate + " " + in_quotes("pay200 " PAY200_VERSION) +
           " \"pay200\"\n";
  // Flags and ids are typed as they stand: nothing is hyphenated, nothing stretched.
  text_ += ".nh\n.ad l\n";
  section("NAME").line(roff_text(name) + " \\- " + roff_text(what));
}

RoffPage& RoffPage::section(std::string_view title) {
  text_ += ".SH " + in_quotes(title) + "\n";
  return *this;
}

RoffPage& RoffPage::subsection(std::string_view title) {
  text_ += ".SS " + in_quotes(title) + "\n";
  return *this;
}

RoffPage& RoffPage::paragraph(std::string_view text) {
  begin_paragraph();
  text_ += roff_text(text) + "\n";
  return *this;
}

RoffPage& RoffPage::verbatim(std::string_view lines) {
  begin_paragraph();
  text_ += ".RS 4\n.nf\n" + roff_text(lines) + "\n.fi\n.RE\n";
  return *this;
}

/// The first one behind a heading has begun already.
void RoffPage::begin_paragraph() {
  const std::size_t last_line = text_.rfind('\n', text_.size() - 2) + 1;
  const bool behind_heading = text_.compare(last_line, 2, ".S") == 0;
  if (!behind_heading) text_ += ".PP\n";
}

RoffPage& RoffPage::item(std::string_view bold, std::string_view italic, std::string_view text) {
  text_ += ".TP\n" + roff_bold(bold);
  if (!italic.empty()) text_ += " " + roff_italic(italic);
  text_ += "\n" + roff_text(text) + "\n";
  return *this;
}

RoffPage& RoffPage::line(std::string_view roff) {
  text_.append(roff).append("\n");
  return *this;
}

}  // namespace pay200::pgctl
