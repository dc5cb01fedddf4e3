#include "dev/read_journals.hpp"

namespace pay200::dev {

std::vector<AcquirerJournal> read_journals(const Stack& stack) {
  std::vector<AcquirerJournal> journals;
  for (const auto& acquirer : stack.acquirers()) {
    journals.push_back(
        {acquirer.name, sandbox::read_journal(stack.journal_path(acquirer.part).string())});
  }
  return journals;
}

}  // namespace pay200::dev
