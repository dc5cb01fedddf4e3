#include "fcgi-app/link/handed_over.hpp"

namespace pay200::link {

HandedOver::Key HandedOver::key_of(const std::string& acquirer, const MessageIdentity& identity) {
  return {acquirer, identity.terminal_id, identity.stan, identity.transmitted_at};
}

bool HandedOver::claim(const AttemptRef& attempt, const std::string& acquirer,
                       const MessageIdentity& identity, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  forget_old(now);
  if (!attempts_.insert(attempt).second) return false;
  const Key key = key_of(acquirer, identity);
  by_identity_.insert_or_assign(key, attempt);
  refused_.push_back({now, attempt, key});
  return true;
}

bool HandedOver::claim_refund(const std::string& acquirer, const MessageIdentity& identity,
                              SteadyTime now) {
  const std::lock_guard lock(mutex_);
  forget_old(now);
  const auto [claimed, is_new] = refunds_.insert(key_of(acquirer, identity));
  if (is_new) refused_refunds_.emplace_back(now, *claimed);
  return is_new;
}

void HandedOver::forget_old(SteadyTime now) {
  while (!refused_refunds_.empty() && now - refused_refunds_.front().first >= refuse_for_) {
    refunds_.erase(refused_refunds_.front().second);
    refused_refunds_.pop_front();
  }
  while (!refused_.empty() && now - refused_.front().since >= refuse_for_) {
    attempts_.erase(refused_.front().attempt);
    if (by_identity_.contains(refused_.front().key)) findable_.push_back(refused_.front());
    refused_.pop_front();
  }
  while (!findable_.empty() && now - findable_.front().since >= find_for_) {
    by_identity_.erase(findable_.front().key);
    findable_.pop_front();
  }
}

bool HandedOver::contains(const AttemptRef& attempt) const {
  const std::lock_guard lock(mutex_);
  return attempts_.contains(attempt);
}

void HandedOver::settle(const std::string& acquirer, const MessageIdentity& identity) {
  const std::lock_guard lock(mutex_);
  by_identity_.erase(key_of(acquirer, identity));
}

std::optional<AttemptRef> HandedOver::find(const std::string& acquirer,
                                           const MessageIdentity& identity) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_identity_.find(key_of(acquirer, identity));
  if (found == by_identity_.end()) return std::nullopt;
  return found->second;
}

}  // namespace pay200::link
