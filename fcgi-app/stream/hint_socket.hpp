#pragma once
// Where hints arrive (core/payment/change_hint.hpp). A thread takes them off the socket at once,
// since the kernel may keep only ten of them.

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/payment/change_hint.hpp"
#include "core/platform/unique_fd.hpp"

namespace pay200::stream {

class HintSocket {
 public:
  /// Binds beside `path` and takes its place, so that from then on hints come here and not to the
  /// process that had it before (a reload). `ready_fd`: an eventfd that is written to when there
  /// are some. Throws std::system_error.
  HintSocket(const std::string& path, int ready_fd);
  ~HintSocket();
  HintSocket(const HintSocket&) = delete;
  HintSocket& operator=(const HintSocket&) = delete;

  std::vector<ChangeHint> take();

 private:
  void work();
  void receive_all();

  const int ready_fd_;
  UniqueFd socket_;
  UniqueFd stop_;
  std::mutex mutex_;
  std::vector<ChangeHint> hints_;
  std::thread thread_;
};

}  // namespace pay200::stream
