#include "pgctl/output/csv.hpp"

#include "core/platform/csv_cell.hpp"
#include "pgctl/output/json_value.hpp"

namespace pay200::pgctl {
namespace {

std::string field_of(const Value& value) {
  if (std::holds_alternative<std::nullptr_t>(value)) return {};
  if (const auto* text = std::get_if<std::string>(&value)) return csv_cell(*text);
  const std::string json = json_of(value).dump(-1, ' ', false, Json::error_handler_t::replace);
  // A number below zero stays one, and no list or object begins as a formula does.
  return std::holds_alternative<std::int64_t>(value) ? json : csv_cell(json);
}

void write_line(std::ostream& out, const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) out << (i == 0 ? "" : ",") << fields[i];
  out << '\n';
}

}  // namespace

void print_csv_header(std::ostream& out, const std::vector<Column>& columns) {
  std::vector<std::string> fields;
  for (const auto& column : columns) fields.push_back(csv_cell(column.key));
  write_line(out, fields);
}

void print_csv_row(std::ostream& out, const std::vector<Cell>& row) {
  std::vector<std::string> fields;
  for (const auto& cell : row) fields.push_back(field_of(cell.value));
  write_line(out, fields);
}

void print_csv(std::ostream& out, const Listing& listing) {
  print_csv_header(out, listing.columns);
  for (const auto& row : listing.rows) print_csv_row(out, row);
}

void print_csv(std::ostream& out, const Details& details) {
  std::vector<std::string> keys;
  std::vector<std::string> values;
  for (const auto& field : details.fields) {
    keys.push_back(csv_cell(field.key));
    values.push_back(field_of(field.cell.value));
  }
  write_line(out, keys);
  write_line(out, values);
}

}  // namespace pay200::pgctl
