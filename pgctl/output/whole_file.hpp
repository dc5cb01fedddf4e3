#pragma once
// A file that is there whole or not at all: written beside its place, then put there at once.

#include <fstream>
#include <ostream>
#include <string>

namespace pay200::pgctl {

class WholeFile {
 public:
  /// Only its owner may read it. Failure (kFailed) if it cannot be written there.
  explicit WholeFile(const std::string& path);
  /// What was not kept is gone, and what was there before stays.
  ~WholeFile();
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  std::ostream& out() { return file_; }
  /// In its place and on the disk. Failure (kFailed) if a byte of it could not be written.
  void keep();

 private:
  std::string path_, beside_;
  std::ofstream file_;
  bool kept_ = false;
};

}  // namespace pay200::pgctl
