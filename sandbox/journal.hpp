#pragma once
// The journal's writing side: one thread that writes whatever has gathered and makes it durable
// with one fdatasync (group commit). append() is called by one thread only.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace pay200::sandbox {

class Journal {
 public:
  /// Opens or makes the file (0600), locks it against a second server, cuts it off after
  /// `whole_bytes` and starts the thread. `on_durable` is called on that thread after each batch,
  /// and once if writing failed. Throws std::system_error.
  Journal(const std::string& path, std::uint64_t whole_bytes, std::function<void()> on_durable);
  /// Writes what is left.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Whole lines, the last of them numbered `last_seq`.
  void append(std::string_view lines, std::uint64_t last_seq);
  /// Everything up to this seq is on disk.
  std::uint64_t durable_seq() const { return durable_seq_.load(std::memory_order_acquire); }
  /// errno of the write or sync that failed, after which nothing becomes durable any more; else 0.
  int failure() const { return failure_.load(std::memory_order_acquire); }
  /// Batches made durable so far.
  std::uint64_t batches() const { return batches_.load(std::memory_order_relaxed); }

 private:
  void run();
  bool write_durably(std::string_view lines);

  int fd_ = -1;
  std::function<void()> on_durable_;
  std::mutex mutex_;
  std::condition_variable gathered_;
  std::string lines_;           // guarded by mutex_
  std::uint64_t last_seq_ = 0;  // guarded by mutex_
  bool ending_ = false;         // guarded by mutex_
  std::atomic<std::uint64_t> durable_seq_ = 0;
  std::atomic<std::uint64_t> batches_ = 0;
  std::atomic<int> failure_ = 0;
  std::thread thread_;
};

}  // namespace pay200::sandbox
