#include "sandbox/journal.hpp"

#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace pay200::sandbox {
namespace {

[[noreturn]] void fail(int fd, const std::string& what) {
  const int reason = errno;
  if (fd >= 0) ::close(fd);
  throw std::system_error(reason, std::generic_category(), what);
}

/// A file just made is found again after a crash only if its folder is on disk too.
void sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::absolute(path).parent_path();
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) fail(fd, "folder of journal " + path);
  if (::fsync(fd) != 0) fail(fd, "folder of journal " + path);
  ::close(fd);
}

int open_journal(const std::string& path, std::uint64_t whole_bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) fail(fd, "journal " + path);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) fail(fd, "journal " + path + " is in use");
  if (::ftruncate(fd, static_cast<off_t>(whole_bytes)) != 0) fail(fd, "journal " + path);
  if (::fsync(fd) != 0) fail(fd, "journal " + path);
  sync_folder_of(path);
  return fd;
}

}  // namespace

Journal::Journal(const std::string& path, std::uint64_t whole_bytes,
                 std::function<void()> on_durable)
    : fd_(open_journal(path, whole_bytes)),
      on_durable_(std::move(on_durable)),
      thread_([this] { run(); }) {}

Journal::~Journal() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  gathered_.notify_one();
  thread_.join();
  ::close(fd_);
}

void Journal::append(std::string_view lines, std::uint64_t last_seq) {
  {
    const std::scoped_lock lock(mutex_);
    lines_.append(lines);
    last_seq_ = last_seq;
  }
  gathered_.notify_one();
}

void Journal::run() {
  std::string batch;
  for (;;) {
    std::uint64_t last_seq = 0;
    {
      std::unique_lock lock(mutex_);
      gathered_.wait(lock, [this] { return ending_ || !lines_.empty(); });
      if (lines_.empty()) return;
      batch.clear();
      batch.swap(lines_);
      last_seq = last_seq_;
    }
    if (!write_durably(batch)) {
      failure_.store(errno, std::memory_order_release);
      on_durable_();
      return;
    }
    durable_seq_.store(last_seq, std::memory_order_release);
    batches_.fetch_add(1, std::memory_order_relaxed);
    on_durable_();
  }
}

bool Journal::write_durably(std::string_view lines) {
  while (!lines.empty()) {
    const ssize_t written = ::write(fd_, lines.data(), lines.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    lines.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fdatasync(fd_) == 0;
}

}  // namespace pay200::sandbox
