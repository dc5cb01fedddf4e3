#include "core/settlement/settlement.hpp"

#include <algorithm>
#include <array>

#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

template <class Value>
struct Name {
  Value value;
  std::string_view text;
};

constexpr std::array<Name<SettlementLineType>, 6> kLineTypes = {{
    {SettlementLineType::kPayment, "PAYMENT"},
    {SettlementLineType::kCancel, "CANCEL"},
    {SettlementLineType::kRefund, "REFUND"},
    {SettlementLineType::kDisputeLost, "DISPUTE_LOST"},
    {SettlementLineType::kDisputeWon, "DISPUTE_WON"},
    {SettlementLineType::kPayoutReturned, "PAYOUT_RETURNED"},
}};
constexpr std::array<Name<PayoutState>, 4> kPayoutStates = {{
    {PayoutState::kMade, "MADE"},
    {PayoutState::kSent, "SENT"},
    {PayoutState::kConfirmed, "CONFIRMED"},
    {PayoutState::kReturned, "RETURNED"},
}};

constexpr std::string_view kLinePrefix = "sln_";

template <class Names, class Value>
std::string_view text_in(const Names& names, Value value) {
  const auto found = std::ranges::find(names, value, [](const auto& name) { return name.value; });
  PAY200_ASSERT(found != names.end());
  return found->text;
}

}  // namespace

std::string_view to_text(SettlementLineType type) { return text_in(kLineTypes, type); }
std::string_view to_text(PayoutState state) { return text_in(kPayoutStates, state); }

SettlementLineType settlement_line_type_from_text(std::string_view text) {
  const auto found =
      std::ranges::find(kLineTypes, text, [](const auto& name) { return name.text; });
  PAY200_ASSERT(found != kLineTypes.end());
  return found->value;
}

std::optional<PayoutState> find_payout_state(std::string_view text) {
  const auto found =
      std::ranges::find(kPayoutStates, text, [](const auto& name) { return name.text; });
  if (found == kPayoutStates.end()) return std::nullopt;
  return found->value;
}

PayoutState payout_state_from_text(std::string_view text) {
  const auto state = find_payout_state(text);
  PAY200_ASSERT(state.has_value());
  return *state;
}

std::string to_text(SettlementLineId id) {
  return std::string(kLinePrefix) +
         base32_encode(
             {reinterpret_cast<const char*>(id.value.bytes.data()), id.value.bytes.size()});
}

std::optional<SettlementLineId> settlement_line_id_from_text(std::string_view text) {
  SettlementLineId id;
  if (!text.starts_with(kLinePrefix)) return std::nullopt;
  const auto bytes = base32_decode(text.substr(kLinePrefix.size()));
  if (!bytes || bytes->size() != id.value.bytes.size()) return std::nullopt;
  std::ranges::copy(*bytes, id.value.bytes.begin());
  return id;
}

SettlementFigures netted(SettlementFigures figures) {
  PAY200_ASSERT(figures.carried_in <= 0);
  figures.net = figures.gross - figures.canceled - figures.refunded - figures.fee - figures.vat -
                figures.disputed + figures.returned + figures.carried_in;
  figures.payout = std::max<std::int64_t>(figures.net, 0);
  figures.carried_out = std::min<std::int64_t>(figures.net, 0);
  return figures;
}

}  // namespace pay200
