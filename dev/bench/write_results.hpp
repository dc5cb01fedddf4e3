#pragma once

#include <filesystem>

#include "dev/bench/figures.hpp"

namespace pay200::dev {

/// The JSON, the page, and beside it its plot. Throws std::runtime_error.
void write_results(const Figures& figures, const std::filesystem::path& json,
                   const std::filesystem::path& page);

/// What has been measured so far, and what of it reached its target.
void print_table(const Figures& figures);

}  // namespace pay200::dev
