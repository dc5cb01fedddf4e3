#include "pgctl/confirmation.hpp"

#include "pgctl/failure.hpp"
#include "pgctl/terminal.hpp"

namespace pay200::pgctl {
namespace {

std::string capitalized(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] += static_cast<char>('A' - 'a');
  return text;
}

}  // namespace

void require_yes(bool yes, const std::string& act, const std::string& consequence) {
  if (yes) return;
  if (!person_can_answer()) {
    throw Failure(ExitStatus::kUsage, "nobody is here to ask; say --yes to " + act);
  }
  if (!confirm(capitalized(act) + "?\n" + consequence)) {
    throw Failure(ExitStatus::kFailed, "nothing changed");
  }
}

}  // namespace pay200::pgctl
