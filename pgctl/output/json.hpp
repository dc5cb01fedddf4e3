#pragma once
// For scripts. A listing is {"items": [{...}], "next": "..." or null}, one thing an object; the
// keys are only ever added to. Amounts are minor units, times ISO 8601 with +09:00.

#include <ostream>

#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

void print_json(std::ostream& out, const Listing& listing);
void print_json(std::ostream& out, const Details& details);

/// The same listing, an item a line, never whole in memory.
class JsonItems {
 public:
  void print(std::ostream& out, const std::vector<Column>& columns, const std::vector<Cell>& row);
  /// Without it, what was printed is no JSON.
  void end(std::ostream& out) const;

 private:
  bool any_ = false;
};

}  // namespace pay200::pgctl
