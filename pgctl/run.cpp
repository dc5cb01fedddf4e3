#include "pgctl/run.hpp"

#include <cerrno>
#include <cstring>
#include <optional>

#include "core/platform/db/not_permitted.hpp"
#include "pgctl/command_tree.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

/// libpq's words end in empty lines.
std::string trimmed(std::string words) {
  words.erase(words.find_last_not_of(" \n") + 1);
  return words;
}

class Runner {
 public:
  Runner(std::ostream& out, std::ostream& err) : out_(out), err_(err) {}

  int run(int argc, const char* const* argv) {
    CommandTree tree;
    add_commands(tree);
    CommandTree::Parsed parsed;
    try {
      parsed = tree.parse(argc, argv, out_);
    } catch (const Failure& failure) {
      return ended(failure.status(), failure.what());
    }
    if (!parsed.run) return with_answer_written(static_cast<int>(ExitStatus::kDone));
    Session session(parsed.options, out_, err_);
    return with_answer_written(run(session, parsed.run));
  }

 private:
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
                   "the connection broke, so this may or may not have been done: " +
                       trimmed(error.what()) + "\nLook before you repeat it.");
    } catch (const std::exception& error) {
      return unforeseen(session, error);
    }
  }

  /// Often it is only a database that was not migrated, or a role that has no say in it.
  int unforeseen(Session& session, const std::exception& error) {
    if (const auto complaint = schema_complaint(session)) {
      return ended(ExitStatus::kFailed, *complaint);
    }
    if (db::says_not_permitted(error)) {
      return ended(ExitStatus::kNotAllowed,
                   "the database does not let this role do that: " + trimmed(error.what()) +
                       "\nIs [database] operator_user (for `pgctl db migrate`: owner_user) in " +
                       session.config().source + " the right one? `pgctl doctor` says more.");
    }
    return ended(ExitStatus::kFailed,
                 trimmed(error.what()) +
                     "\nThis was not foreseen; `pgctl doctor` looks at everything around it.");
  }

  static std::optional<std::string> schema_complaint(Session& session) {
    try {
      return session.schema_complaint();
    } catch (const std::exception&) {
      return std::nullopt;  // then the first error says more
    }
  }

  int ended(ExitStatus status, const std::string& words) {
    out_.flush();
    err_ << "pgctl: " << words << '\n';
    return static_cast<int>(status);
  }

  /// Whoever wrote the answer to a file must hear that it is not there: a full disk, most likely.
  int with_answer_written(int status) {
    out_.flush();
    if (out_) return status;
    const std::string why = std::strerror(errno);
    const bool done = status == static_cast<int>(ExitStatus::kDone);
    err_ << "pgctl: " << (done ? "it is done, but the" : "and the")
         << " answer could not be written: " << why << '\n';
    return done ? static_cast<int>(ExitStatus::kFailed) : status;
  }

  std::ostream& out_;
  std::ostream& err_;
};

}  // namespace

int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  return Runner(out, err).run(argc, argv);
}

}  // namespace pay200::pgctl
