#include "core/api_key/key_cache.hpp"

#include "core/platform/assert.hpp"

namespace pay200 {

KeyCache::KeyCache(std::size_t most) : most_(most) { PAY200_ASSERT(most > 0); }

bool KeyCache::must_ask(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (!confirmed_at_ || now - *confirmed_at_ >= kBelievedFor) return true;
  if (now - *confirmed_at_ < kAskAfter) return false;
  // One is on its way. If it never comes back, kBelievedFor sends all the others.
  if (last_asked_at_ && now - *last_asked_at_ < kAskAfter) return false;
  last_asked_at_ = now;
  return true;
}

void KeyCache::confirm(std::int64_t version, SteadyTime asked_at) {
  const std::lock_guard lock(mutex_);
  if (confirmed_at_ && *confirmed_at_ >= asked_at) return;  // overtaken by a later one
  // Not "greater": after a restore the count starts from an earlier one.
  if (version_ != version) ++generation_;
  version_ = version;
  confirmed_at_ = asked_at;
}

KeyCache::Generation KeyCache::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

void KeyCache::put(const std::string& key_hash, const KeyHolder& holder, Generation looked_up_in,
                   SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (looked_up_in != generation_) return;
  const auto known = by_hash_.find(key_hash);
  if (known != by_hash_.end()) {
    entries_.erase(known->second);
    by_hash_.erase(known);
  } else if (entries_.size() == most_) {
    by_hash_.erase(entries_.back().key_hash);
    entries_.pop_back();
  }
  entries_.push_front({key_hash, holder, looked_up_in, now});
  by_hash_[key_hash] = entries_.begin();
}

std::optional<ApiPrincipal> KeyCache::find(const std::string& key_hash, Time now,
                                           SteadyTime steady_now) {
  const std::lock_guard lock(mutex_);
  if (!confirmed_at_ || steady_now - *confirmed_at_ >= kBelievedFor) return std::nullopt;
  const auto known = by_hash_.find(key_hash);
  if (known == by_hash_.end()) return std::nullopt;
  const Entry& entry = *known->second;
  if (entry.generation != generation_ || steady_now - entry.looked_up_at >= kKeptFor) {
    return std::nullopt;
  }
  if (entry.holder.expires_at && *entry.holder.expires_at <= now) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, known->second);
  return entry.holder.principal;
}

}  // namespace pay200
