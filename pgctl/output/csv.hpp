#pragma once
// CSV (RFC 4180, with plain line feeds): a header of the JSON keys, then a line for each row. Of
// one thing, its fields; what is listed within it has a command of its own or JSON.
// Texts are csv_cell's: one that a spreadsheet would take for a formula has an apostrophe before
// it.

#include <ostream>

#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

void print_csv(std::ostream& out, const Listing& listing);
void print_csv(std::ostream& out, const Details& details);

/// A listing that is never whole in memory.
void print_csv_header(std::ostream& out, const std::vector<Column>& columns);
void print_csv_row(std::ostream& out, const std::vector<Cell>& row);

}  // namespace pay200::pgctl
