#include "sandbox/fault.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pay200::sandbox {
namespace {

constexpr std::array<std::pair<FaultKind, std::string_view>, 12> kNames = {{
    {FaultKind::kLoseRequest, "lose_request"},
    {FaultKind::kLoseReply, "lose_reply"},
    {FaultKind::kLate, "late"},
    {FaultKind::kDuplicate, "duplicate"},
    {FaultKind::kCutMidFrame, "cut_mid_frame"},
    {FaultKind::kReorder, "reorder"},
    {FaultKind::kSlow, "slow"},
    {FaultKind::kDown, "down"},
    {FaultKind::kAlreadyCleared, "already_cleared"},
    {FaultKind::kOriginalNotFound, "original_not_found"},
    {FaultKind::kFormatError, "format_error"},
    {FaultKind::kDecline, "decline"},
}};

}  // namespace

std::string_view to_text(FaultKind kind) {
  return std::ranges::find(kNames, kind, &std::pair<FaultKind, std::string_view>::first)->second;
}

std::optional<FaultKind> fault_kind_from_text(std::string_view text) {
  const auto* found =
      std::ranges::find(kNames, text, &std::pair<FaultKind, std::string_view>::second);
  if (found == kNames.end()) return std::nullopt;
  return found->first;
}

bool FaultMatch::matches(const iso8583::Message& request) const {
  if (mti && request.mti != *mti) return false;
  if (terminal && request.get_trimmed(41) != *terminal) return false;
  if (card_last4 && !request.get(2).ends_with(*card_last4)) return false;
  return !amount_minor || request.get_number(4) == *amount_minor;
}

std::string_view Fault::forced_code() const {
  switch (kind) {
    case FaultKind::kAlreadyCleared:
      return "21";
    case FaultKind::kOriginalNotFound:
      return "25";
    case FaultKind::kFormatError:
      return "30";
    case FaultKind::kDecline:
      return code;
    case FaultKind::kLoseRequest:
    case FaultKind::kLoseReply:
    case FaultKind::kLate:
    case FaultKind::kDuplicate:
    case FaultKind::kCutMidFrame:
    case FaultKind::kReorder:
    case FaultKind::kSlow:
    case FaultKind::kDown:
      return {};
  }
  return {};
}

std::optional<Fault> FaultPlan::take(const iso8583::Message& request) {
  const auto found = std::ranges::find_if(
      armed_, [&request](const Fault& fault) { return fault.match.matches(request); });
  if (found == armed_.end()) return std::nullopt;
  ++spent_;
  ++found->spent;
  Fault fault = *found;
  if (found->remaining > 0 && --found->remaining == 0) armed_.erase(found);
  return fault;
}

}  // namespace pay200::sandbox
