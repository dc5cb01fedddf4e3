#include "pgctl/output/table.hpp"

#include <algorithm>
#include <limits>

#include "core/platform/display_width.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::size_t kGap = 2;
/// A column that may be cut keeps this much, or its widest text if that is less.
constexpr std::size_t kLeastCut = 8;
/// One that is wrapped, likewise.
constexpr std::size_t kLeastWrapped = 30;
constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

struct Shown {
  const Column* column;
  std::size_t index;  ///< in the row
  std::size_t width;
};

std::vector<Shown> all_columns(const Listing& listing) {
  std::vector<Shown> shown;
  for (std::size_t i = 0; i < listing.columns.size(); ++i) {
    if (listing.columns[i].narrow == Column::Narrow::kForScripts) continue;
    std::size_t width = display_width(listing.columns[i].title);
    for (const auto& row : listing.rows) {
      width = std::max(width, display_width(printable(row[i].text)));
    }
    shown.push_back({&listing.columns[i], i, width});
  }
  return shown;
}

bool may(const Shown& shown, Column::Narrow narrow) { return shown.column->narrow == narrow; }

std::size_t total_width(const std::vector<Shown>& columns, bool when_cut) {
  std::size_t total = columns.empty() ? 0 : kGap * (columns.size() - 1);
  for (const auto& shown : columns) {
    std::size_t least = shown.width;
    if (may(shown, Column::Narrow::kCut)) least = std::min(least, kLeastCut);
    if (may(shown, Column::Narrow::kWrapped)) least = std::min(least, kLeastWrapped);
    total += when_cut ? least : shown.width;
  }
  return total;
}

void drop_what_does_not_fit(std::vector<Shown>& columns, std::size_t width) {
  while (total_width(columns, true) > width) {
    const auto last = std::find_if(columns.rbegin(), columns.rend(), [](const Shown& shown) {
      return may(shown, Column::Narrow::kDropped);
    });
    if (last == columns.rend()) return;
    columns.erase(std::next(last).base());
  }
}

void wrap_what_does_not_fit(std::vector<Shown>& columns, std::size_t width) {
  if (columns.empty() || !may(columns.back(), Column::Narrow::kWrapped)) return;
  const std::size_t total = total_width(columns, false);
  if (total <= width) return;
  std::size_t& last = columns.back().width;
  const std::size_t too_much = total - width;
  last = last > too_much ? std::max(last - too_much, std::min(last, kLeastWrapped)) : kLeastWrapped;
}

/// The widest gives first.
void cut_what_does_not_fit(std::vector<Shown>& columns, std::size_t width) {
  for (std::size_t total = total_width(columns, false); total > width; --total) {
    Shown* widest = nullptr;
    for (auto& shown : columns) {
      const bool gives = may(shown, Column::Narrow::kCut) && shown.width > kLeastCut;
      if (gives && (widest == nullptr || shown.width > widest->width)) widest = &shown;
    }
    if (widest == nullptr) return;
    --widest->width;
  }
}

/// The text in lines of at most `width`, but for words that are longer by themselves.
std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines(1);
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    std::string& line = lines.back();
    if (at == 0) {
      line = word;
    } else if (display_width(line) + 1 + display_width(word) <= width) {
      line += " " + word;
    } else {
      lines.push_back(word);
    }
    at = end + 1;
  }
  return lines;
}

std::string padded(const std::string& text, const Shown& shown, bool last) {
  const std::string cut = cut_to_width(text, shown.width);
  const std::string blanks(shown.width - display_width(cut), ' ');
  if (shown.column->align == Column::Align::kRight) return blanks + cut;
  return last ? cut : cut + blanks;
}

template <class TextOf>
void print_line(std::ostream& out, const std::vector<Shown>& columns, TextOf text_of) {
  std::string line;
  std::vector<std::string> rest;  // of what is wrapped
  std::size_t indent = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) line.append(kGap, ' ');
    const std::string text = printable(text_of(columns[i]));
    if (may(columns[i], Column::Narrow::kWrapped)) {
      const auto lines = wrapped(text, columns[i].width);
      rest.assign(lines.begin() + 1, lines.end());
      indent = display_width(line);
      line += lines.front();
    } else {
      line += padded(text, columns[i], i + 1 == columns.size());
    }
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
  for (const auto& further : rest) out << std::string(indent, ' ') << further << '\n';
}

}  // namespace

void print_table(std::ostream& out, std::optional<std::size_t> width, const Listing& listing) {
  if (listing.rows.empty()) {
    if (!listing.when_empty.empty()) out << listing.when_empty << '\n';
    return;
  }
  auto columns = all_columns(listing);
  if (width) {
    drop_what_does_not_fit(columns, *width);
    wrap_what_does_not_fit(columns, *width);
    cut_what_does_not_fit(columns, *width);
  }
  print_line(out, columns, [](const Shown& shown) { return shown.column->title; });
  for (const auto& row : listing.rows) {
    print_line(out, columns, [&row](const Shown& shown) { return row[shown.index].text; });
  }
}

void print_table(std::ostream& out, std::optional<std::size_t> width, const Details& details) {
  std::size_t widest = 0;
  for (const auto& field : details.fields) {
    widest = std::max(widest, display_width(field.title));
  }
  for (const auto& field : details.fields) {
    const std::size_t gap = widest == 0 ? 0 : widest - display_width(field.title) + kGap;
    const std::size_t indent = display_width(field.title) + gap;
    const std::size_t room = width && *width > indent + kLeastWrapped ? *width - indent : kNoLimit;
    const auto lines = wrapped(printable(field.cell.text), room);
    out << field.title << std::string(gap, ' ') << lines.front() << '\n';
    for (std::size_t i = 1; i < lines.size(); ++i) {
      out << std::string(indent, ' ') << lines[i] << '\n';
    }
  }
  for (const auto& part : details.parts) {
    if (part.listing.rows.empty() && part.listing.when_empty.empty()) continue;
    out << '\n';
    if (!part.title.empty()) out << part.title << '\n';
    print_table(out, width, part.listing);
  }
}

}  // namespace pay200::pgctl
