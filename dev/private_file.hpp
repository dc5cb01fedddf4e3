#pragma once

#include <filesystem>
#include <string>

namespace pay200::dev {

/// Replaces the file at once (a reader sees the old one or the new), readable by its owner alone.
/// Throws std::system_error.
void write_private_file(const std::filesystem::path& path, const std::string& text);

/// The whole file; throws std::system_error if it cannot be read.
std::string read_file(const std::filesystem::path& path);

}  // namespace pay200::dev
