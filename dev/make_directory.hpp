#pragma once

#include <filesystem>
#include <sys/types.h>

namespace pay200::dev {

/// With its parents, if missing; `mode` is set either way. Throws std::runtime_error, in words for
/// a person.
void make_directory(const std::filesystem::path& path, mode_t mode);

}  // namespace pay200::dev
