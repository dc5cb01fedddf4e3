#include "fcgi-app/link/handed_over.hpp"

namespace pay200::link {

bool HandedOver::claim(const HandedRef& ref, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  forget_old(now);
  if (!claims_.emplace(ref, now).second) return false;
  ages_.emplace_back(now, ref);
  return true;
}

bool HandedOver::contains(const HandedRef& ref) const {
  const std::lock_guard lock(mutex_);
  return claims_.contains(ref);
}

void HandedOver::release(const HandedRef& ref) {
  const std::lock_guard lock(mutex_);
  claims_.erase(ref);
}

void HandedOver::forget_old(SteadyTime now) {
  while (!ages_.empty() && now - ages_.front().first >= refuse_for_) {
    const auto [since, ref] = ages_.front();
    ages_.pop_front();
    const auto found = claims_.find(ref);
    // Released and claimed anew since: that claim has an age of its own.
    if (found != claims_.end() && found->second == since) claims_.erase(found);
  }
}

}  // namespace pay200::link
