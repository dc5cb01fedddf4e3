#pragma once
// pgctl <noun> <verb>: which there are, what they take, and what is said when something else is
// typed. CLI11 stays behind this, so that a command's file says only what the command is.

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pgctl/command_description.hpp"
#include "pgctl/exit_status.hpp"
#include "pgctl/session.hpp"

namespace CLI {
class App;
}

namespace pay200::pgctl {

using Run = std::function<ExitStatus(Session&)>;

/// The options of one verb. What they are read into must live as long as the verb's Run.
class Command {
 public:
  Command(CLI::App& app, CommandDescription& description) : app_(app), description_(description) {}

  /// The argument without a flag; must be given.
  Command& argument(const char* name, std::string& into, const char* what);
  Command& argument_choice(const char* name, std::string& into,
                           const std::vector<std::string>& choices, const char* what);
  /// May be left out.
  Command& optional_argument(const char* name, std::optional<std::string>& into, const char* what);
  /// Must be given.
  Command& required(const char* flag, std::string& into, const char* type, const char* what);
  Command& required_choice(const char* flag, std::string& into,
                           const std::vector<std::string>& choices, const char* what);
  Command& optional(const char* flag, std::optional<std::string>& into, const char* type,
                    const char* what);
  Command& optional(const char* flag, std::optional<std::int64_t>& into, const char* type,
                    const char* what);
  Command& optional_choice(const char* flag, std::optional<std::string>& into,
                           const std::vector<std::string>& choices, const char* what);
  Command& flag(const char* flag, bool& into, const char* what);
  /// May be given several times.
  Command& repeated(const char* flag, std::vector<std::string>& into, const char* type,
                    const char* what);
  /// Two flags that say yes and no; neither: not said.
  Command& either(const char* yes, const char* no, std::optional<bool>& into, const char* what,
                  const char* what_not);
  /// Shown under the help.
  Command& example(const std::string& text);

 private:
  OptionDescription& describe(const char* flag, const char* type, const char* what);

  CLI::App& app_;
  CommandDescription& description_;
};

class CommandTree {
 public:
  CommandTree();
  ~CommandTree();
  CommandTree(const CommandTree&) = delete;
  CommandTree& operator=(const CommandTree&) = delete;

  void noun(const char* name, const char* what);
  /// An empty noun: the verb stands alone (`pgctl version`).
  Command verb(const char* noun, const char* verb, const char* what, Run run);

  /// In the order in which they were added.
  const std::vector<NounDescription>& nouns() const;
  const std::deque<CommandDescription>& commands() const;

  struct Parsed {
    GlobalOptions options;
    Run run;  ///< empty: what was asked for has been printed (--help, --version)
  };
  /// Throws Failure (kUsage) in words for a person.
  Parsed parse(int argc, const char* const* argv, std::ostream& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pay200::pgctl
