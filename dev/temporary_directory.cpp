#include "dev/temporary_directory.hpp"

#include <cerrno>
#include <cstdlib>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace pay200::dev {

TemporaryDirectory::TemporaryDirectory(const std::string& prefix,
                                       const std::filesystem::path& otherwise) {
  const char* named = std::getenv("TMPDIR");
  const std::filesystem::path base = named != nullptr ? named : otherwise;
  std::string path = base / (prefix + "-XXXXXX");
  if (::mkdtemp(path.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), path);
  }
  path_ = path;
  // PostgreSQL runs as a user of its own, who must get to its folder in here.
  if (::geteuid() == 0) ::chmod(path.c_str(), 0711);
}

TemporaryDirectory::~TemporaryDirectory() {
  if (kept_) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace pay200::dev
