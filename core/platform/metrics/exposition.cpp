#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <memory>
#include <sys/mman.h>
#include <system_error>

#include "core/platform/metrics/metrics.hpp"
#include "core/platform/metrics/page.hpp"
#include "core/platform/unique_fd.hpp"

namespace pay200::metrics {
namespace {

namespace fs = std::filesystem;

/// Somebody else's page, as it stands.
class Reading {
 public:
  explicit Reading(const fs::path& path) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd || !is_whole_page(fd.get())) return;
    void* const memory = ::mmap(nullptr, sizeof(PageContent), PROT_READ, MAP_SHARED, fd.get(), 0);
    if (memory != MAP_FAILED) content_ = static_cast<const PageContent*>(memory);
  }
  ~Reading() {
    if (content_) ::munmap(const_cast<PageContent*>(content_), sizeof(PageContent));
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  /// False too for one of another version's, or half made.
  bool understood() const {
    return content_ != nullptr &&
           page_layout() ==
               std::string_view(content_->layout.data(),
                                ::strnlen(content_->layout.data(), content_->layout.size()));
  }
  const PageContent& content() const { return *content_; }

 private:
  const PageContent* content_ = nullptr;
};

bool lives(pid_t pid) { return ::kill(pid, 0) == 0 || errno == EPERM; }

/// "api-0.metrics" gives role="api",worker="0".
std::string process_labels(const fs::path& path) {
  const std::string stem = path.stem();
  const auto dash = stem.rfind('-');
  return "role=\"" + stem.substr(0, dash) + "\",worker=\"" + stem.substr(dash + 1) + "\"";
}

/// Microseconds as seconds, without rounding.
std::string seconds(std::int64_t us) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%lld.%06lld", static_cast<long long>(us / 1'000'000),
                static_cast<long long>(us % 1'000'000));
  std::string out = text.data();
  out.erase(out.find_last_not_of('0') + 1);
  if (out.ends_with('.')) out.pop_back();
  return out;
}

class Text {
 public:
  void add(const PageContent& page, const std::string& process) {
    const bool alive = lives(page.pid.load());
    const auto count =
        std::min<std::size_t>(page.count.load(std::memory_order_acquire), PageContent::kMostCells);
    for (std::size_t i = 0; i < count; ++i) {
      const Cell& cell = page.cells[i];
      if (cell.metric >= kCatalogue.size()) continue;
      if (kCatalogue[cell.metric].type == Type::kGauge && !alive) continue;
      std::string labels = process;
      const std::string_view own(cell.labels.data(),
                                 ::strnlen(cell.labels.data(), cell.labels.size()));
      if (!own.empty()) labels += "," + std::string(own);
      add(cell, labels);
    }
  }

  std::string whole() const {
    std::string out;
    for (const auto& [metric, lines] : lines_) {
      const Definition& defined = kCatalogue[metric];
      const char* const type = defined.type == Type::kCounter ? "counter"
                               : defined.type == Type::kGauge ? "gauge"
                                                              : "histogram";
      out += std::string("# HELP ") + defined.name + " " + defined.help + "\n# TYPE " +
             defined.name + " " + type + "\n" + lines;
    }
    return out;
  }

 private:
  void line(std::size_t metric, const char* suffix, const std::string& labels,
            const std::string& value) {
    lines_[metric] +=
        std::string(kCatalogue[metric].name) + suffix + "{" + labels + "} " + value + "\n";
  }

  void add(const Cell& cell, const std::string& labels) {
    if (kCatalogue[cell.metric].type != Type::kSeconds) {
      line(cell.metric, "", labels, std::to_string(cell.values[0].load()));
      return;
    }
    std::int64_t below = 0;
    for (std::size_t i = 0; i < kBucketsUs.size(); ++i) {
      below += cell.values[i].load();
      line(cell.metric, "_bucket", labels + ",le=\"" + seconds(kBucketsUs[i]) + "\"",
           std::to_string(below));
    }
    below += cell.values[kBucketsUs.size()].load();
    line(cell.metric, "_bucket", labels + ",le=\"+Inf\"", std::to_string(below));
    line(cell.metric, "_sum", labels, seconds(cell.values[Cell::kSum].load()));
    line(cell.metric, "_count", labels, std::to_string(below));
  }

  std::map<std::size_t, std::string> lines_;  ///< of each metric
};

std::vector<fs::path> pages_in(const std::string& directory) {
  std::vector<fs::path> paths;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    if (entry.path().extension() == ".metrics") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

std::string exposition(const std::string& directory) {
  Text text;
  for (const fs::path& path : pages_in(directory)) {
    const Reading page(path);
    if (page.understood()) text.add(page.content(), process_labels(path));
  }
  return text.whole();
}

}  // namespace pay200::metrics
