#include "fcgi-app/stream/event_reader.hpp"

#include <exception>
#include <unistd.h>
#include <utility>

#include "core/platform/assert.hpp"
#include "core/platform/log.hpp"

namespace pay200::stream {

EventReader::EventReader(const Sources& sources, int ready_fd)
    : sources_(sources), ready_fd_(ready_fd), thread_([this] { work(); }) {}

EventReader::~EventReader() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void EventReader::ask(ReadJob job) {
  PAY200_ASSERT(idle_);
  idle_ = false;
  {
    const std::lock_guard lock(mutex_);
    job_ = std::move(job);
  }
  wake_.notify_one();
}

std::optional<ReadAnswer> EventReader::take() {
  const std::lock_guard lock(mutex_);
  if (answer_) idle_ = true;
  return std::exchange(answer_, std::nullopt);
}

void EventReader::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || job_; });
    if (stopping_) return;
    ReadJob job = std::move(*job_);
    job_.reset();
    lock.unlock();
    ReadAnswer made = answer(std::move(job));
    lock.lock();
    answer_ = std::move(made);
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(ready_fd_, &one, sizeof(one));
  }
}

ReadAnswer EventReader::answer(ReadJob job) const {
  ReadAnswer made{.job = std::move(job)};
  std::vector<PageEventCursor> cursors;
  cursors.reserve(made.job.topics.size());
  for (const TopicToRead& topic : made.job.topics) cursors.push_back(topic.cursor);
  try {
    for (const OriginQuestion& question : made.job.origins) {
      if (!sources_.origin_is_allowed(question.merchant_id, question.origin)) {
        made.refused.push_back(question.follower);
      }
    }
    made.events = sources_.events(cursors);
  } catch (const std::exception& broken) {
    log::warning("events_not_read", {{"cause", broken.what()}});
    made.failed = true;
  }
  return made;
}

}  // namespace pay200::stream
