#include "core/platform/metrics/page.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace pay200::metrics {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void* map(int fd, int flags) {
  void* const memory =
      ::mmap(nullptr, sizeof(PageContent), PROT_READ | PROT_WRITE, flags, fd, 0);
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

bool is_ours(const PageContent& content) {
  return std::string_view(content.layout.data(),
                          ::strnlen(content.layout.data(), content.layout.size())) ==
         page_layout();
}

}  // namespace

std::string_view page_layout() {
  static const std::string layout =
      std::string("pay200 " PAY200_VERSION " ") + std::to_string(sizeof(PageContent)) + " " +
      std::to_string(kCatalogue.size());
  return layout;
}

Page::Page() : content_(static_cast<PageContent*>(map(-1, MAP_PRIVATE | MAP_ANONYMOUS))) {}

Page::Page(const std::string& path)
    : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640)) {
  if (fd_ < 0) fail(path);
  const FileLock lock(fd_);
  if (::ftruncate(fd_, sizeof(PageContent)) != 0) fail(path);
  content_ = static_cast<PageContent*>(map(fd_, MAP_SHARED));
  if (!is_ours(*content_)) {
    std::memset(static_cast<void*>(content_), 0, sizeof(PageContent));
    page_layout().copy(content_->layout.data(), content_->layout.size() - 1);
  }
  content_->pid.store(::getpid());
}

Page::~Page() {
  ::munmap(content_, sizeof(PageContent));
  if (fd_ >= 0) ::close(fd_);
}

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
  const FileLock theirs(fd_);
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
