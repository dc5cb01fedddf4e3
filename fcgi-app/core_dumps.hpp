#pragma once

namespace pay200 {

/// Card numbers and their keys are in this memory: from here on nothing of it reaches a disk, and
/// no other process of the user looks into it. Children inherit the first, not the second.
void forbid_core_dumps();

}  // namespace pay200
