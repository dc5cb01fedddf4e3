#include "pgctl/output/progress.hpp"

#include <algorithm>
#include <utility>

#include "core/platform/display_width.hpp"
#include "pgctl/output/record.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::chrono::milliseconds kBetweenDrawings{100};
/// Before that, what is left is a guess from too little.
constexpr std::chrono::milliseconds kBeforeForecast{2'000};
constexpr std::size_t kWidestBar = 40;
constexpr std::size_t kNarrowestBar = 10;
constexpr const char* kEraseLine = "\r\x1b[K";

/// ", 12 s left"
std::string forecast(const Progress& progress, std::int64_t done, std::int64_t total) {
  if (progress.elapsed < kBeforeForecast || done <= 0 || done >= total) return {};
  const double per_piece =
      static_cast<double>(progress.elapsed.count()) / static_cast<double>(done);
  const double left_ms = per_piece * static_cast<double>(total - done);
  return ", " + duration_text(static_cast<std::int64_t>(left_ms / 1'000) + 1) + " left";
}

std::string percent_text(std::int64_t percent) {
  const std::string digits = std::to_string(percent);
  return std::string(3 - digits.size(), ' ') + digits + " %";
}

std::string bar(std::size_t width, double part) {
  const auto filled = static_cast<std::size_t>(part * static_cast<double>(width));
  return "[" + std::string(filled, '#') + std::string(width - filled, '.') + "]";
}

}  // namespace

std::string progress_line(const Progress& progress, std::size_t width) {
  if (!progress.total) {
    const std::string done = progress.done == 0 ? "" : grouped(progress.done) + ", ";
    return cut_to_width(
        progress.what + "  " + done + duration_text(progress.elapsed.count() / 1'000), width);
  }
  const std::int64_t total = std::max<std::int64_t>(*progress.total, 0);
  const std::int64_t done = std::clamp<std::int64_t>(progress.done, 0, total);
  const double part = total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
  const std::string behind = " " + percent_text(static_cast<std::int64_t>(part * 100)) + "  " +
                             grouped(done) + " of " + grouped(total) +
                             forecast(progress, done, total);
  // The brackets and the blank before them.
  const std::size_t taken = display_width(progress.what) + 3 + display_width(behind);
  if (taken + kNarrowestBar > width) return cut_to_width(progress.what + behind, width);
  return progress.what + " " + bar(std::min(kWidestBar, width - taken), part) + behind;
}

ProgressBar::ProgressBar(std::ostream& err, std::optional<std::size_t> width, std::string what,
                         std::optional<std::int64_t> total)
    : err_(err), width_(width) {
  next(std::move(what), total);
}

ProgressBar::~ProgressBar() { finish(); }

void ProgressBar::next(std::string what, std::optional<std::int64_t> total) {
  progress_ = Progress{std::move(what), 0, total, {}};
  start_ = SteadyClock::now();
  draw(start_);
}

void ProgressBar::at(std::int64_t done) {
  progress_.done = done;
  if (!width_) return;
  const auto now = SteadyClock::now();
  if (now - drawn_ >= kBetweenDrawings) draw(now);
}

void ProgressBar::draw(SteadyClock::time_point now) {
  if (!width_) return;
  drawn_ = now;
  progress_.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - start_);
  // Its last column stays free: a terminal would begin a new line behind it.
  const std::size_t room = *width_ > 1 ? *width_ - 1 : 1;
  err_ << kEraseLine << progress_line(progress_, room) << std::flush;
  visible_ = true;
}

void ProgressBar::finish() {
  if (!visible_) return;
  err_ << kEraseLine << std::flush;
  visible_ = false;
}

}  // namespace pay200::pgctl
