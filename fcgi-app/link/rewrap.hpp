#pragma once
// pay200-fcgi --rewrap-data-keys: a new key_encryption_key, without touching a card number.

#include <ostream>
#include <string>

#include "core/platform/config.hpp"

namespace pay200::link {

/// `old_secrets_file`: the link's of before. The new key is that of config.secrets_file, and
/// must be in the files beside it too that a link of this host may read at its next start. Says on
/// `out` what was done, on `err` why it was not, the file and what to do; the exit status.
int rewrap(const Config& config, const std::string& old_secrets_file, std::ostream& out,
           std::ostream& err);

}  // namespace pay200::link
