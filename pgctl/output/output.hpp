#pragma once
// The three ways to show an answer: a table for a person, JSON or CSV for a script.

#include <cstddef>
#include <optional>
#include <ostream>
#include <string_view>

#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

enum class Format { kTable, kJson, kCsv };
std::optional<Format> format_from_text(std::string_view text);  ///< "table", "json", "csv"

/// `width`: of the terminal, in columns; none if it is no terminal, and then nothing is cut.
void print(std::ostream& out, Format format, std::optional<std::size_t> width,
           const Listing& listing);
void print(std::ostream& out, Format format, std::optional<std::size_t> width,
           const Details& details);

}  // namespace pay200::pgctl
