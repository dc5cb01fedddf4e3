#include "sandbox/clearing.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "core/platform/clock.hpp"
#include "sandbox/clearing_file.hpp"
#include "sandbox/journal_reader.hpp"

namespace pay200::sandbox {
namespace {

constexpr std::string_view kEnding = ".clr";
constexpr std::string_view kDisputedLater = "0259";
constexpr std::size_t kSeqDigits = 8;

std::string padded(std::uint64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

std::string dispute_reference(std::uint64_t seq) { return "DSP" + padded(seq, 13); }

/// A purchase or refund that was approved, as long as nothing has undone it.
struct Standing {
  ClearingRecord record;
  bool disputed_later = false;
  std::int64_t left_minor = 0;
};

ClearingRecord record_of(const JournalRecord& journaled) {
  const bool refund = journaled.kind == Kind::kRefund;
  const std::int64_t fee_minor = acquirer_fee(journaled.amount_minor);
  return {.type = refund ? ClearingType::kRefund : ClearingType::kSale,
          .merchant = journaled.merchant,
          .terminal = journaled.terminal,
          .stan = journaled.stan,
          .time = journaled.time,
          .rrn = journaled.rrn,
          .approval = journaled.approval,
          .amount_minor = journaled.amount_minor,
          .fee_minor = refund ? -fee_minor : fee_minor,
          .reference = {}};
}

void take(const JournalRecord& journaled, std::map<std::uint64_t, Standing>& standing) {
  if (journaled.repeat || !journaled.approved()) return;
  if (journaled.kind == Kind::kPurchase || journaled.kind == Kind::kRefund) {
    standing[journaled.seq] = {record_of(journaled), journaled.card.ends_with(kDisputedLater),
                               journaled.amount_minor};
  }
  if (!journaled.original) return;
  if (journaled.kind == Kind::kVoid || journaled.kind == Kind::kReversal) {
    standing.erase(journaled.original->seq);
  }
  const auto original = standing.find(journaled.original->seq);
  if (journaled.kind == Kind::kRefund && original != standing.end()) {
    original->second.left_minor -= journaled.amount_minor;
  }
}

ClearingRecord dispute_of(const Standing& sale, std::uint64_t seq, ClearingType type) {
  ClearingRecord record = sale.record;
  record.type = type;
  record.amount_minor = sale.left_minor;
  record.fee_minor = 0;
  record.reference = dispute_reference(seq);
  return record;
}

void write_durably(const std::string& path, const std::string& text) {
  const std::string unfinished = path + ".tmp";
  const int fd = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), unfinished);
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t written = ::write(fd, text.data() + at, text.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int reason = errno;
      ::close(fd);
      throw std::system_error(reason, std::generic_category(), unfinished);
    }
    at += static_cast<std::size_t>(written);
  }
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  if (!synced || ::rename(unfinished.c_str(), path.c_str()) != 0) {
    throw std::system_error(errno, std::generic_category(), path);
  }
}

std::uint64_t last_seq_in(std::string_view file_id) {
  std::uint64_t seq = 0;
  const auto digits = file_id.substr(kSeqDigits);
  std::from_chars(digits.data(), digits.data() + digits.size(), seq);
  return seq;
}

std::optional<std::chrono::year_month_day> day_in(std::string_view digits) {
  std::string text{digits};
  return day_from_text(text.insert(6, "-").insert(4, "-"));
}

}  // namespace

Clearing::Clearing(std::string directory, std::string journal_path)
    : directory_(std::move(directory)), journal_path_(std::move(journal_path)) {
  read_past();
}

void Clearing::read_past() {
  if (!std::filesystem::exists(directory_)) return;
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    if (entry.path().extension() != kEnding) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    std::string header;
    std::getline(stream, header);
    constexpr std::size_t kThroughFileId = 49;
    const auto day = header.size() < kThroughFileId ? std::nullopt : day_in(header.substr(25, 8));
    if (!day) throw std::runtime_error(entry.path().string() + " is no clearing file");
    std::string acquirer = header.substr(14, 11);
    acquirer.erase(acquirer.find_last_not_of(' ') + 1);
    const std::string file_id = header.substr(33, 16);
    past_[acquirer].push_back({*day, last_seq_in(file_id), entry.path().string(), file_id});
  }
  for (auto& [acquirer, days] : past_) std::ranges::sort(days, {}, &Past::day);
}

std::uint64_t Clearing::cleared_up_to(const std::string& acquirer) const {
  const auto found = past_.find(acquirer);
  return found == past_.end() || found->second.empty() ? 0 : found->second.back().last_seq;
}

ClosedDay Clearing::close_day(const CloseDay& asked, std::uint64_t last_seq) {
  auto& past = past_[asked.acquirer];
  const auto before = std::ranges::find(past, asked.day, &Past::day);
  if (before != past.end()) return {before->file, before->file_id, 0, true};
  if (!past.empty() && asked.day < past.back().day) {
    throw CannotClose("the day " + pay200::to_text(past.back().day) +
                      " has been closed, and is later");
  }
  const std::uint64_t cleared = cleared_up_to(asked.acquirer);
  const std::uint64_t before_last = past.size() < 2 ? 0 : past[past.size() - 2].last_seq;

  std::map<std::uint64_t, Standing> standing;
  visit_journal(journal_path_, [&](const JournalRecord& journaled) {
    if (journaled.acquirer == asked.acquirer && journaled.seq <= last_seq) {
      take(journaled, standing);
    }
  });

  std::string digits = pay200::to_text(asked.day);
  std::erase(digits, '-');
  const std::string file_id = digits + padded(last_seq, kSeqDigits);
  ClearingText text;
  text.header(asked.acquirer, asked.day, file_id);
  for (const auto& [seq, sale_or_refund] : standing) {
    if (seq > cleared) text.record(sale_or_refund.record);
    const bool disputed = seq > before_last && seq <= cleared && sale_or_refund.disputed_later &&
                          sale_or_refund.record.type == ClearingType::kSale;
    if (disputed && sale_or_refund.left_minor > 0) {
      text.record(dispute_of(sale_or_refund, seq, ClearingType::kDispute));
    }
  }
  for (const std::string& reference : asked.reversed_disputes) {
    const auto found = std::ranges::find_if(standing, [&](const auto& entry) {
      return entry.first <= before_last && entry.second.disputed_later &&
             dispute_reference(entry.first) == reference;
    });
    if (found == standing.end()) throw CannotClose("there is no dispute " + reference);
    text.record(dispute_of(found->second, found->first, ClearingType::kDisputeReversal));
  }
  text.trailer();

  std::filesystem::create_directories(directory_);
  const std::string path =
      (std::filesystem::path(directory_) / (asked.acquirer + "-" + digits)).string() +
      std::string{kEnding};
  write_durably(path, text.text());
  past.push_back({asked.day, last_seq, path, file_id});
  return {path, file_id, text.records(), false};
}

}  // namespace pay200::sandbox
