#include "fcgi-app/stream/topics.hpp"

#include <algorithm>
#include <cstring>

namespace pay200::stream {

bool Topic::add(const std::vector<PageEvent>& read) {
  const std::size_t before = events_.size();
  for (const PageEvent& event : read) {
    if (event.number <= last_) continue;  // two reads overlapped
    last_ = event.number;
    if (events_.empty() || is_news(events_.back().type, event.type)) events_.push_back(event);
  }
  return events_.size() > before;
}

std::span<const PageEvent> Topic::after(int number) const {
  const auto found = std::ranges::upper_bound(events_, number, {}, &PageEvent::number);
  return {found, events_.end()};
}

int Topic::begin_after(std::optional<int> last_event_id) const {
  if (last_event_id && *last_event_id <= last_) return *last_event_id;
  return events_.empty() ? 0 : events_.back().number - 1;
}

std::size_t Topics::Hash::operator()(const PaymentKey& key) const {
  // The last bytes of a UUIDv7 are random.
  std::uint64_t random = 0;
  std::memcpy(&random, key.payment_id.value.bytes.data() + 8, sizeof(random));
  return random;
}

void Topics::follow(const PaymentKey& key, FollowerId follower) {
  Topic& topic = topics_[key];
  topic.followers.push_back(follower);
  if (!topic.changed) changed_.push_back(key);
  topic.changed = true;
}

void Topics::leave(const PaymentKey& key, FollowerId follower) {
  const auto found = topics_.find(key);
  if (found == topics_.end()) return;
  std::erase(found->second.followers, follower);
  if (found->second.followers.empty()) topics_.erase(found);
}

void Topics::hint(const PaymentKey& key, SteadyTime committed_at) {
  Topic* const topic = find(key);
  if (topic == nullptr) return;
  if (!topic->changed) changed_.push_back(key);
  topic->changed = true;
  if (!topic->changed_at) topic->changed_at = committed_at;
}

Topic* Topics::find(const PaymentKey& key) {
  const auto found = topics_.find(key);
  return found == topics_.end() ? nullptr : &found->second;
}

std::vector<TopicToRead> Topics::take_changed(std::size_t most) {
  std::vector<TopicToRead> taken;
  std::size_t looked_at = 0;
  for (; looked_at < changed_.size() && taken.size() < most; ++looked_at) {
    Topic* const topic = find(changed_[looked_at]);
    if (topic == nullptr || !topic->changed) continue;  // nobody follows it any more
    taken.push_back({{changed_[looked_at], topic->last()}, topic->changed_at});
    topic->changed = false;
    topic->changed_at.reset();
  }
  changed_.erase(changed_.begin(), changed_.begin() + static_cast<std::ptrdiff_t>(looked_at));
  return taken;
}

std::vector<PageEventCursor> Topics::cursors() const {
  std::vector<PageEventCursor> all;
  all.reserve(topics_.size());
  for (const auto& [key, topic] : topics_) all.push_back({key, topic.last()});
  return all;
}

}  // namespace pay200::stream
