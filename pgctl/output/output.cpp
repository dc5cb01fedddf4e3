#include "pgctl/output/output.hpp"

#include "pgctl/output/csv.hpp"
#include "pgctl/output/json.hpp"
#include "pgctl/output/table.hpp"

namespace pay200::pgctl {

std::optional<Format> format_from_text(std::string_view text) {
  if (text == "table") return Format::kTable;
  if (text == "json") return Format::kJson;
  if (text == "csv") return Format::kCsv;
  return std::nullopt;
}

void print(std::ostream& out, Format format, std::optional<std::size_t> width,
           const Listing& listing) {
  switch (format) {
    case Format::kTable:
      return print_table(out, width, listing);
    case Format::kJson:
      return print_json(out, listing);
    case Format::kCsv:
      return print_csv(out, listing);
  }
}

void print(std::ostream& out, Format format, std::optional<std::size_t> width,
           const Details& details) {
  switch (format) {
    case Format::kTable:
      return print_table(out, width, details);
    case Format::kJson:
      return print_json(out, details);
    case Format::kCsv:
      return print_csv(out, details);
  }
}

}  // namespace pay200::pgctl
