#pragma once
// A directory of one's own below $TMPDIR or /tmp, removed with everything in it.

#include <filesystem>
#include <string>

namespace pay200::dev {

class TemporaryDirectory {
 public:
  /// "<prefix>-XXXXXX"
  explicit TemporaryDirectory(const std::string& prefix);
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// It stays, for somebody to look into.
  void keep() { kept_ = true; }

 private:
  std::filesystem::path path_;
  bool kept_ = false;
};

}  // namespace pay200::dev
