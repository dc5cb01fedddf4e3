#include "pgctl/output/table.hpp"

#include <algorithm>

#include "core/platform/display_width.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::size_t kGap = 2;
/// A column that may be cut keeps this much, or its widest text if that is less.
constexpr std::size_t kLeastCut = 8;

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
    const bool cut = when_cut && may(shown, Column::Narrow::kCut);
    total += cut ? std::min(shown.width, kLeastCut) : shown.width;
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

std::string padded(const std::string& text, const Shown& shown, bool last) {
  const std::string cut = cut_to_width(printable(text), shown.width);
  const std::string blanks(shown.width - display_width(cut), ' ');
  if (shown.column->align == Column::Align::kRight) return blanks + cut;
  return last ? cut : cut + blanks;
}

template <class TextOf>
void print_line(std::ostream& out, const std::vector<Shown>& columns, TextOf text_of) {
  std::string line;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) line.append(kGap, ' ');
    line += padded(text_of(columns[i]), columns[i], i + 1 == columns.size());
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
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
    out << field.title << std::string(gap, ' ') << printable(field.cell.text) << '\n';
  }
  for (const auto& part : details.parts) {
    out << '\n';
    if (!part.title.empty()) out << part.title << '\n';
    print_table(out, width, part.listing);
  }
}

}  // namespace pay200::pgctl
