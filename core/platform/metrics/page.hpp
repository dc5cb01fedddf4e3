#pragma once
// Where one process keeps its numbers: a file of fixed layout in memory that others may read while
// it is written. Adding is one atomic instruction; no lock, no thread, no socket. Since the file
// outlives the process, a worker that was killed and started again goes on counting where it was.
// For core/platform/metrics only.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "core/platform/metrics/catalogue.hpp"
#include "core/platform/unique_fd.hpp"

namespace pay200::metrics {

/// Upper bounds of a histogram's buckets, in microseconds; above the last is one more.
inline constexpr std::array<std::int64_t, 14> kBucketsUs = {
    1'000,   2'500,   5'000,     10'000,    25'000,    50'000,     100'000,
    250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000, 30'000'000};

/// One series. A counter and a gauge use values[0]; a histogram its buckets (each only its own
/// share), the one above the last, and the sum in microseconds.
struct Cell {
  static constexpr std::size_t kMostLabels = 191;
  static constexpr std::size_t kSum = kBucketsUs.size() + 1;

  std::uint32_t metric;                      ///< in the catalogue
  std::array<char, kMostLabels + 1> labels;  ///< route="/healthz",status="200"; ends with a NUL
  std::array<std::atomic<std::int64_t>, kSum + 1> values;
};

struct PageContent {
  static constexpr std::size_t kMostCells = 1024;

  std::array<char, 64> layout;  ///< of what wrote it; of another, it begins anew
  std::atomic<std::int32_t> pid;
  std::atomic<std::uint32_t> count;  ///< cells before it are complete
  std::array<Cell, kMostCells> cells;
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

/// What `layout` says in this program.
std::string_view page_layout();

/// Whether a file holds a whole page, and has all of its room: in memory (tmpfs), touching a part
/// that has none takes room then, and on a full one kills whoever does it (SIGBUS), reader or
/// writer.
bool is_whole_page(int fd);

class Page {
 public:
  /// In the process's own memory: nobody else reads it.
  Page();
  /// In the file, made if missing. Throws std::system_error.
  explicit Page(const std::string& path);
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  /// Found or made. Once all cells are taken, one that nobody reads.
  Cell& cell(Metric metric, const std::string& labels);
  const PageContent& content() const { return *content_; }

 private:
  Cell* find(Metric metric, const std::string& labels) const;

  UniqueFd fd_;  ///< of the file, whose lock keeps out a process that makes cells in it as well
  PageContent* content_ = nullptr;
  std::mutex mutex_;
  Cell overflow_{};
};

}  // namespace pay200::metrics
