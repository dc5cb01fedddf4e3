#include "core/platform/metrics/page.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "core/platform/assert.hpp"

namespace pay200::metrics {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void* map(int fd, int flags) {
  void* const memory = ::mmap(nullptr, sizeof(PageContent), PROT_READ | PROT_WRITE, flags, fd, 0);
  if (memory == MAP_FAILED) fail("mmap of metrics");
  return memory;
}

/// During a reload two processes of one slot write to its file for a while.
class FileLock {
 public:
  explicit FileLock(int fd) : fd_(fd) {
    while (fd_ >= 0 && ::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  ~FileLock() {
    if (fd_ >= 0) ::flock(fd_, LOCK_UN);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int fd_;
};

/// The page as a process of this very program left it; none: it has to be made.
UniqueFd open_ours(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  std::array<char, sizeof(PageContent::layout)> layout{};
  if (!fd || !is_whole_page(fd.get()) ||
      ::pread(fd.get(), layout.data(), layout.size(), 0) != static_cast<ssize_t>(layout.size()) ||
      page_layout() != std::string_view(layout.data(), ::strnlen(layout.data(), layout.size()))) {
    return {};
  }
  return fd;
}

/// Beside it first: nobody sees it half made, and one of an earlier version, which its process may
/// still be writing to, stays what it is. Its room is taken now (is_whole_page).
UniqueFd make_anew(const std::string& path) {
  const std::string beside = path + "." + std::to_string(::getpid());
  UniqueFd fd(::open(beside.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640));
  if (!fd) fail(beside);
  const std::string_view layout = page_layout();
  int failed = ::posix_fallocate(fd.get(), 0, sizeof(PageContent));  // errno says nothing of it
  if (failed == 0 &&
      (::pwrite(fd.get(), layout.data(), layout.size(), 0) != static_cast<ssize_t>(layout.size()) ||
       ::rename(beside.c_str(), path.c_str()) != 0)) {
    failed = errno;
  }
  if (failed == 0) return fd;
  ::unlink(beside.c_str());
  errno = failed;
  fail(beside);
}

}  // namespace

std::string_view page_layout() {
  static const std::string layout = std::string("pay200 " PAY200_VERSION " ") +
                                    std::to_string(sizeof(PageContent)) + " " +
                                    std::to_string(kCatalogue.size());
  PAY200_ASSERT(layout.size() < sizeof(PageContent::layout));
  return layout;
}

bool is_whole_page(int fd) {
  constexpr off_t kBlock = 512;  // of st_blocks, whatever the file system's are
  struct stat found = {};
  return ::fstat(fd, &found) == 0 && found.st_size == static_cast<off_t>(sizeof(PageContent)) &&
         found.st_blocks * kBlock >= found.st_size;
}

Page::Page() : content_(static_cast<PageContent*>(map(-1, MAP_PRIVATE | MAP_ANONYMOUS))) {}

Page::Page(const std::string& path) {
  UniqueFd fd = open_ours(path);
  if (!fd) fd = make_anew(path);
  content_ = static_cast<PageContent*>(map(fd.get(), MAP_SHARED));
  content_->pid.store(::getpid());
  fd_ = std::move(fd);
}

Page::~Page() { ::munmap(content_, sizeof(PageContent)); }

Cell* Page::find(Metric metric, const std::string& labels) const {
  const auto count = content_->count.load(std::memory_order_acquire);
  for (std::uint32_t i = 0; i < count; ++i) {
    Cell& cell = content_->cells[i];
    if (cell.metric == static_cast<std::uint32_t>(metric) && labels == cell.labels.data()) {
      return &cell;
    }
  }
  return nullptr;
}

Cell& Page::cell(Metric metric, const std::string& labels) {
  const std::lock_guard ours(mutex_);
  if (Cell* known = find(metric, labels)) return *known;
  const FileLock theirs(fd_.get());
  if (Cell* known = find(metric, labels)) return *known;
  const auto count = content_->count.load(std::memory_order_acquire);
  if (count == PageContent::kMostCells || labels.size() > Cell::kMostLabels) return overflow_;
  Cell& cell = content_->cells[count];
  cell.metric = static_cast<std::uint32_t>(metric);
  cell.labels.fill('\0');
  std::copy(labels.begin(), labels.end(), cell.labels.begin());
  content_->count.store(count + 1, std::memory_order_release);
  return cell;
}

}  // namespace pay200::metrics
