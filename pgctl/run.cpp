#include "pgctl/run.hpp"

#include <algorithm>
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

/// Of PostgreSQL's words those for a person: behind them it repeats the query, pages of it.
std::string without_query(std::string words) {
  for (const char* part : {"\nLINE ", "\nQUERY: ", "\nCONTEXT: "}) {
    words.erase(std::min(words.find(part), words.size()));
  }
  return trimmed(words);
}

/// It runs, and does not take us for who we say we are.
bool says_not_let_in(const std::string& words) {
  const auto says = [&words](const char* part) { return words.find(part) != std::string::npos; };
  return says("authentication failed") || says("no pg_hba.conf entry") ||
         says("is not permitted to log in") || says("permission denied for database");
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
      return unavailable(session, trimmed(error.what()));
    } catch (const db::InDoubt& error) {
      return ended(ExitStatus::kOutcomeUnknown,
                   "the connection broke, so this may or may not have been done: " +
                       trimmed(error.what()) + "\nLook before you repeat it.");
    } catch (const std::exception& error) {
      return unforeseen(session, error);
    }
  }

  int unavailable(Session& session, const std::string& words) {
    if (says_not_let_in(words)) {
      return ended(ExitStatus::kNotAllowed,
                   words +
                       "\nWith sudo it may: who comes as which role is in PostgreSQL's "
                       "pg_hba.conf and pg_ident.conf, which role it is in [database] of " +
                       session.config().source + ".");
    }
    return ended(ExitStatus::kFailed, words +
                                          "\nIs PostgreSQL running, and is [database] right in " +
                                          session.config().source + "?");
  }

  /// Often it is only a database that was not migrated, or a role that has no say in it.
  int unforeseen(Session& session, const std::exception& error) {
    if (const auto complaint = schema_complaint(session)) {
      return ended(ExitStatus::kFailed, *complaint);
    }
    if (db::says_not_permitted(error)) {
      return ended(ExitStatus::kNotAllowed,
                   "the database does not let this role do that: " + without_query(error.what()) +
                       "\nIs [database] operator_user (for `pgctl db migrate`: owner_user) in " +
                       session.config().source + " the right one? `pgctl doctor` says more.");
    }
    return ended(ExitStatus::kFailed,
                 without_query(error.what()) +
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
