#include "core/acquirer/iso8583/in_flight.hpp"

#include <utility>

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
    : most_age_(most_age), most_(most) {}

void PastTable::remember(const ReplyKey& key, Past past, SteadyTime now) {
  by_key_.insert_or_assign(key, Kept{std::move(past), ++serial_});
  ages_.push_back({now, key, serial_});
  forget_old(now);
  while (ages_.size() > most_) forget_oldest();
}

Past* PastTable::find(const ReplyKey& key) {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &found->second.past;
}

void PastTable::forget_old(SteadyTime now) {
  while (!ages_.empty() && now - ages_.front().since >= most_age_) forget_oldest();
}

void PastTable::forget_oldest() {
  const auto found = by_key_.find(ages_.front().key);
  if (found != by_key_.end() && found->second.serial == ages_.front().serial) {
    by_key_.erase(found);
  }
  ages_.pop_front();
}

}  // namespace pay200::iso8583
