#include "pgctl/commands/vault_record.hpp"

namespace pay200::pgctl {
namespace {

using enum Column::Align;

const char* state_text(const std::optional<RotationProgress>& rotation) {
  if (!rotation) return "none";
  switch (rotation->state) {
    case RotationProgress::State::kAsked:
      return "asked";
    case RotationProgress::State::kResealing:
      return "running";
    case RotationProgress::State::kDone:
      return "done";
  }
  return "";
}

}  // namespace

Details details_of(const std::optional<RotationProgress>& rotation,
                   const std::vector<SealedCount>& counts) {
  Details details;
  const std::optional<Time> none;
  details.fields = {
      {"rotation", "Rotation", text_cell(state_text(rotation))},
      {"toVersion", "To key version",
       rotation ? number_cell(rotation->to_version) : optional_cell(std::nullopt)},
      {"resealed", "Resealed", number_cell(rotation ? rotation->resealed : 0)},
      {"askedAt", "Asked", time_cell(rotation ? std::optional(rotation->asked_at) : none)},
      {"steppedAt", "Last step", time_cell(rotation ? rotation->stepped_at : none)},
  };
  Listing keys;
  keys.columns = {{"keyVersion", "KEY", kRight},
                  {"createdAt", "SINCE"},
                  {"cards", "CARDS", kRight},
                  {"attempts", "ATTEMPTS", kRight},
                  {"confirms", "CONFIRMS", kRight}};
  keys.when_empty = "There is no key yet: the link makes one when it first starts.";
  for (const SealedCount& count : counts) {
    keys.rows.push_back({number_cell(count.key_version), time_cell(count.created_at),
                         number_cell(count.cards), number_cell(count.attempts),
                         number_cell(count.confirms)});
  }
  details.parts = {{"keys", "Data keys", std::move(keys)}};
  return details;
}

}  // namespace pay200::pgctl
