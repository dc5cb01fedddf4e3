#include "core/acquirer/terminal_pool.hpp"

#include <cstdint>
#include <utility>

#include "core/acquirer/business_day.hpp"
#include "core/acquirer/terminal_store.hpp"
#include "core/platform/log.hpp"

namespace pay200 {
namespace {

std::string with_zeros(std::int64_t number, std::size_t width) {
  std::string digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

}  // namespace

std::string make_rrn(Time time, int stan) {
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day day(midnight);
  const std::chrono::sys_days new_year(day.year() / std::chrono::January / 1);
  const auto day_of_year = (midnight - new_year).count() + 1;
  const auto hour = std::chrono::floor<std::chrono::hours>(time - midnight).count();
  return std::to_string(static_cast<int>(day.year()) % 10) + with_zeros(day_of_year, 3) +
         with_zeros(hour, 2) + with_zeros(stan, 6);
}

TerminalPool::TerminalPool(db::Database& database, std::string acquirer,
                           const std::vector<std::string>& terminals, std::chrono::minutes cut_off)
    : database_(database), acquirer_(std::move(acquirer)), cut_off_(cut_off) {
  for (const auto& id : terminals) {
    terminals_.push_back(std::make_unique<Terminal>());
    terminals_.back()->id = id;
  }
}

std::optional<MessageIdentity> TerminalPool::reserve(Time now) {
  const std::size_t first = turn_.fetch_add(1);
  for (std::size_t i = 0; i < terminals_.size(); ++i) {
    auto identity = reserve(*terminals_[(first + i) % terminals_.size()], now);
    if (identity) return identity;
  }
  return std::nullopt;
}

std::optional<MessageIdentity> TerminalPool::reserve_at_once(Time now) {
  Terminal& terminal = *terminals_[turn_.load() % terminals_.size()];
  const std::unique_lock lock(terminal.mutex, std::try_to_lock);
  if (!lock || terminal.left == 0 || terminal.day != business_day(now, cut_off_)) {
    return std::nullopt;
  }
  turn_.fetch_add(1);
  return next_of(terminal, now);
}

std::optional<MessageIdentity> TerminalPool::reserve_on(const std::string& terminal_id, Time now) {
  return reserve(find_or_add(terminal_id), now);
}

std::optional<MessageIdentity> TerminalPool::reserve(Terminal& terminal, Time now) {
  const std::lock_guard lock(terminal.mutex);
  const auto day = business_day(now, cut_off_);
  // A block belongs to the business day it was counted in.
  if (terminal.left == 0 || terminal.day != day) {
    terminal.left = 0;
    const auto first =
        terminal_store::reserve_stans(database_, acquirer_, terminal.id, kBlock, day);
    if (!first) {
      if (!std::exchange(terminal.told, true)) {
        log::error("terminal_used_up", {{"acquirer", acquirer_},
                                        {"terminal_id", terminal.id},
                                        {"business_day", to_text(day)}});
      }
      return std::nullopt;
    }
    terminal.told = false;
    terminal.day = day;
    terminal.next = *first;
    terminal.left = kBlock;
  }
  return next_of(terminal, now);
}

/// With its lock held, and one left.
MessageIdentity TerminalPool::next_of(Terminal& terminal, Time now) {
  --terminal.left;
  const int stan = terminal.next++;
  return {terminal.id, stan, make_rrn(now, stan), now};
}

TerminalPool::Terminal& TerminalPool::find_or_add(const std::string& terminal_id) {
  for (const auto& terminal : terminals_) {
    if (terminal->id == terminal_id) return *terminal;
  }
  const std::lock_guard lock(retired_mutex_);
  for (const auto& terminal : retired_) {
    if (terminal->id == terminal_id) return *terminal;
  }
  retired_.push_back(std::make_unique<Terminal>());
  retired_.back()->id = terminal_id;
  return *retired_.back();
}

}  // namespace pay200
