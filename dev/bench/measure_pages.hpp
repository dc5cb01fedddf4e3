#pragma once

#include <filesystem>

#include "dev/bench/figures.hpp"

namespace pay200::dev {

/// What a browser loads of the built pages, as gzip makes them: the SDK's file, and the app's first
/// load with whichever of its screens weighs most, without the decoder. `web`: the folder of the
/// built pages; empty: the source's. Throws std::runtime_error if they are not built.
void measure_pages(const std::filesystem::path& web, Figures& figures);

}  // namespace pay200::dev
