#pragma once
// A directory of one's own below $TMPDIR, or where that is not set, /tmp, removed with everything
// in it.

#include <filesystem>
#include <string>

namespace pay200::dev {

class TemporaryDirectory {
 public:
  /// "<prefix>-XXXXXX"; below `otherwise` where $TMPDIR is not set.
  explicit TemporaryDirectory(const std::string& prefix,
                              const std::filesystem::path& otherwise = "/tmp");
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
