#pragma once
// Threads that take jobs off a bounded queue: for what waits, such as a database.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace pay200::link {

class JobQueue {
 public:
  /// Jobs do not throw.
  using Job = std::function<void()>;

  JobQueue(std::size_t threads, std::size_t most_waiting);
  ~JobQueue();  ///< runs what waits, then ends the threads
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  /// False, and not taken, if too many wait.
  bool add(Job job);
  std::size_t waiting() const;

 private:
  void run();

  const std::size_t most_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace pay200::link
