// The operators' command. Exit status: pgctl/exit_status.hpp.
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>

#include "core/platform/log.hpp"
#include "pgctl/command_tree.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

int ended(ExitStatus status, const std::string& words) {
  std::cout.flush();
  std::cerr << "pgctl: " << words << '\n';
  return static_cast<int>(status);
}

/// libpq's words end in empty lines.
std::string trimmed(std::string words) {
  words.erase(words.find_last_not_of(" \n") + 1);
  return words;
}

/// What nobody foresaw is often only a database that was not migrated.
std::string explained(Session& session, const std::exception& error) {
  try {
    if (const auto complaint = session.schema_complaint()) return *complaint;
  } catch (const std::exception&) {
    // Then the first error says more.
  }
  return error.what();
}

int run(Session& session, const Run& command) {
  try {
    return static_cast<int>(command(session));
  } catch (const Failure& failure) {
    return ended(failure.status(), failure.what());
  } catch (const db::Unavailable& error) {
    return ended(ExitStatus::kFailed, trimmed(error.what()) +
                                          "\nIs PostgreSQL running, and is [database] right in " +
                                          session.config().source + "?");
  } catch (const db::InDoubt& error) {
    return ended(ExitStatus::kOutcomeUnknown,
                 std::string("the connection broke, so this may or may not have been done: ") +
                     error.what());
  } catch (const std::exception& error) {
    return ended(ExitStatus::kFailed, explained(session, error));
  }
}

/// Whoever wrote the answer to a file must hear that it is not there: a full disk, most likely.
int with_answer_written(int status) {
  std::cout.flush();
  if (std::cout) return status;
  const std::string why = std::strerror(errno);
  if (status != static_cast<int>(ExitStatus::kDone)) return status;
  return ended(ExitStatus::kFailed, "it is done, but the answer could not be written: " + why);
}

int main_of(int argc, const char* const* argv) {
  // A child of something that ignores SIGPIPE would otherwise write on into a closed pipe.
  std::signal(SIGPIPE, SIG_DFL);
  log::init("pgctl", log::Level::kError);
  CommandTree tree;
  add_commands(tree);
  CommandTree::Parsed parsed;
  try {
    parsed = tree.parse(argc, argv, std::cout);
  } catch (const Failure& failure) {
    return ended(failure.status(), failure.what());
  }
  if (!parsed.run) return with_answer_written(static_cast<int>(ExitStatus::kDone));
  Session session(parsed.options, std::cout, std::cerr);
  return with_answer_written(run(session, parsed.run));
}

}  // namespace
}  // namespace pay200::pgctl

int main(int argc, char** argv) { return pay200::pgctl::main_of(argc, argv); }
