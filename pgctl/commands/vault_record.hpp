#pragma once
// How the card vault is shown.

#include "core/card_vault/vault_rotation.hpp"
#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

/// "none", "asked" (no link has taken it up yet), "running", or "done".
Details details_of(const std::optional<RotationProgress>& rotation,
                   const std::vector<SealedCount>& counts);

}  // namespace pay200::pgctl
