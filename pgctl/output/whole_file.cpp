#include "pgctl/output/whole_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

Failure cannot_write(const std::string& path, int why) {
  return {ExitStatus::kFailed, "cannot write " + path + ": " + std::strerror(why) +
                                   "\nIs there room, and may you write into its directory? "
                                   "What was there before is untouched."};
}

/// An empty file of a name that nobody else has, in the same directory: a rename goes no further.
std::string make_beside(const std::string& path) {
  if (std::filesystem::is_directory(path)) throw cannot_write(path, EISDIR);
  std::string name = path + "." + std::string(6, 'X');
  const int fd = ::mkstemp(name.data());
  if (fd < 0) throw cannot_write(path, errno);
  ::close(fd);
  return name;
}

bool sync(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

}  // namespace

WholeFile::WholeFile(const std::string& path)
    : path_(path), beside_(make_beside(path)), file_(beside_, std::ios::binary | std::ios::trunc) {}

WholeFile::~WholeFile() {
  if (!kept_) ::unlink(beside_.c_str());
}

void WholeFile::keep() {
  file_.flush();
  if (!file_) throw cannot_write(path_, errno);
  file_.close();
  if (!sync(beside_) || std::rename(beside_.c_str(), path_.c_str()) != 0) {
    throw cannot_write(path_, errno);
  }
  kept_ = true;
}

}  // namespace pay200::pgctl
