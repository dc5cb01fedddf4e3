#include "dev/make_directory.hpp"

#include <stdexcept>
#include <sys/stat.h>
#include <system_error>

namespace pay200::dev {

void make_directory(const std::filesystem::path& path, mode_t mode) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw std::runtime_error(path.string() + ": " + error.message());
  if (::chmod(path.c_str(), mode) != 0) {
    throw std::runtime_error(path.string() + " belongs to another user; choose another VAR=");
  }
}

}  // namespace pay200::dev
