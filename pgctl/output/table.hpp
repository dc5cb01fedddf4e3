#pragma once
// For a person: columns aligned by display width. In a terminal that is too narrow, columns that
// may be dropped go first, from the right; then what may be wrapped is wrapped, and what may be cut
// is cut. Words are never broken: an id can be copied from where it stands.

#include <cstddef>
#include <optional>
#include <ostream>

#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

void print_table(std::ostream& out, std::optional<std::size_t> width, const Listing& listing);
void print_table(std::ostream& out, std::optional<std::size_t> width, const Details& details);

}  // namespace pay200::pgctl
