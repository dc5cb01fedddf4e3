#include "core/acquirer/iso8583/in_flight.hpp"

#include <bit>
#include <functional>
#include <utility>

#include "core/platform/assert.hpp"

namespace pay200::iso8583 {

namespace {

/// Fields of a fixed length each, so that no two keys run into one another.
ReplyKey key_of(std::string_view mti, const Message& message) {
  std::string text(mti);
  text.append(message.get(11)).append(message.get(41));
  return {characters<std::tuple_size_v<decltype(ReplyKey::text)>>(text)};
}

}  // namespace

ReplyKey ReplyKey::of_request(const Message& request) {
  return key_of(response_mti(request.mti), request);
}

ReplyKey ReplyKey::of_response(const Message& response) { return key_of(response.mti, response); }

bool InFlightTable::add(InFlight& request) {
  const auto ticket = request.ticket;
  if (!by_key_.emplace(ReplyKey::of_request(request.echoed), ticket).second) return false;
  by_deadline_.emplace(std::pair(request.deadline, ticket), ticket);
  by_ticket_.emplace(ticket, std::move(request));
  return true;
}

InFlight* InFlightTable::find(std::uint64_t ticket) {
  const auto found = by_ticket_.find(ticket);
  return found == by_ticket_.end() ? nullptr : &found->second;
}

InFlight* InFlightTable::find(const ReplyKey& key) {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : find(found->second);
}

std::optional<InFlight> InFlightTable::take(std::uint64_t ticket) {
  const auto found = by_ticket_.find(ticket);
  if (found == by_ticket_.end()) return std::nullopt;
  InFlight request = std::move(found->second);
  by_ticket_.erase(found);
  by_key_.erase(ReplyKey::of_request(request.echoed));
  by_deadline_.erase({request.deadline, ticket});
  return request;
}

std::vector<InFlight> InFlightTable::take_sent_on(const void* connection) {
  std::vector<std::uint64_t> tickets;
  for (const auto& [ticket, request] : by_ticket_) {
    if (request.sent && request.connection == connection) tickets.push_back(ticket);
  }
  std::vector<InFlight> taken;
  for (const auto ticket : tickets) taken.push_back(*take(ticket));
  return taken;
}

std::vector<InFlight> InFlightTable::take_due(SteadyTime now) {
  std::vector<InFlight> due;
  while (!by_deadline_.empty() && by_deadline_.begin()->first.first <= now) {
    due.push_back(*take(by_deadline_.begin()->second));
  }
  return due;
}

std::optional<SteadyTime> InFlightTable::next_deadline() const {
  if (by_deadline_.empty()) return std::nullopt;
  return by_deadline_.begin()->first.first;
}

PastTable::PastTable(std::chrono::milliseconds most_age, std::size_t most)
    : most_age_(most_age), places_(most), chains_(std::bit_ceil(most), kNone) {
  PAY200_ASSERT(most > 0 && most < kNone);
}

void PastTable::remember(const ReplyKey& key, Past past, SteadyTime now) {
  forget_old(now);
  unlink(link_to(key));
  if (taken_ == places_.size()) forget_oldest();
  const std::size_t at = (oldest_ + taken_) % places_.size();
  std::uint32_t& chain = chain_of(key);
  places_[at] = {.past = std::move(past), .key = key, .known = true, .next = chain, .since = now};
  chain = static_cast<std::uint32_t>(at);
  ++taken_;
  ++known_;
}

Past* PastTable::find(const ReplyKey& key) {
  const std::uint32_t at = link_to(key);
  return at == kNone ? nullptr : &places_[at].past;
}

void PastTable::forget_old(SteadyTime now) {
  while (taken_ > 0 && now - places_[oldest_].since >= most_age_) forget_oldest();
}

std::uint32_t& PastTable::chain_of(const ReplyKey& key) {
  const std::string_view text(key.text.data(), key.text.size());
  return chains_[std::hash<std::string_view>{}(text) & (chains_.size() - 1)];
}

std::uint32_t& PastTable::link_to(const ReplyKey& key) {
  std::uint32_t* link = &chain_of(key);
  while (*link != kNone && places_[*link].key != key) link = &places_[*link].next;
  return *link;
}

void PastTable::unlink(std::uint32_t& link) {
  if (link == kNone) return;
  Place& place = places_[link];
  link = place.next;
  place.past = {};
  place.known = false;
  --known_;
}

void PastTable::forget_oldest() {
  if (places_[oldest_].known) unlink(link_to(places_[oldest_].key));
  oldest_ = (oldest_ + 1) % places_.size();
  --taken_;
}

}  // namespace pay200::iso8583
