// pgctl sandbox start
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unistd.h>

#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/sandbox_control.hpp"

namespace pay200::pgctl {
namespace {

constexpr const char* kDirectory = "/var/lib/pay200-sandbox";
constexpr const char* kProgram = "pay200-sandbox";

struct Options {
  std::optional<std::string> acquirer, directory, control;
};

using Acquirer = Config::Acquirer;

std::string names_of(const std::vector<Acquirer>& acquirers) {
  std::string names;
  for (const auto& acquirer : acquirers) names += (names.empty() ? "" : ", ") + acquirer.name;
  return names;
}

Acquirer named(const Config& config, const std::string& name) {
  for (const auto& acquirer : config.acquirers) {
    if (acquirer.name != name) continue;
    if (acquirer.only_test) return acquirer;
    throw Failure(ExitStatus::kNotAllowed, "--acquirer: " + name + " is not only_test in " +
                                               config.source +
                                               ": a sandbox never stands in for a real acquirer");
  }
  throw Failure(ExitStatus::kNotFound, "--acquirer: no acquirer \"" + name + "\" in " +
                                           config.source + "; there is " +
                                           names_of(config.acquirers));
}

/// Whose place the sandbox takes.
Acquirer acquirer_from(const Config& config, const Options& options) {
  if (options.acquirer) return named(config, *options.acquirer);
  std::vector<Acquirer> only_test;
  std::ranges::copy_if(config.acquirers, std::back_inserter(only_test),
                       [](const Acquirer& acquirer) { return acquirer.only_test; });
  if (only_test.size() == 1) return only_test.front();
  throw Failure(only_test.empty() ? ExitStatus::kNotFound : ExitStatus::kUsage,
                only_test.empty() ? "no acquirer in " + config.source +
                                        " is only_test = true; an [[acquirer]] "
                                        "table says where the gateway looks for the sandbox"
                                  : "say which: --acquirer and one of " + names_of(only_test));
}

/// The one that was installed with this pgctl, else that of $PATH.
std::string program() {
  std::error_code unreadable;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", unreadable);
  const auto beside = self.parent_path() / kProgram;
  return ::access(beside.c_str(), X_OK) == 0 ? beside.string() : kProgram;
}

/// The last folder of it is made, so that it can be said as `pgctl sandbox start --help` has it.
void require_directory(const std::string& directory) {
  std::error_code cause;
  std::filesystem::create_directory(directory, cause);
  if (cause) {
    throw Failure(ExitStatus::kFailed, "--directory: " + directory + ": " + cause.message() +
                                           "; make it first, or name another one");
  }
}

/// Becomes the sandbox: whoever supervises pgctl supervises it.
ExitStatus run(Session& session, const Options& options) {
  const Acquirer acquirer = acquirer_from(session.config(), options);
  const std::string directory = options.directory.value_or(kDirectory);
  require_directory(directory);
  std::vector<std::string> words = {program(),
                                    "--listen",
                                    acquirer.host + ":" + std::to_string(acquirer.port),
                                    "--journal",
                                    directory + "/journal",
                                    "--control",
                                    options.control.value_or(kSandboxControl)};
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  session.progress("the sandbox takes the place of " + acquirer.name + " at " + words[2] +
                   ", until Ctrl-C");
  ::execvp(argv[0], argv.data());
  throw Failure(ExitStatus::kFailed, "cannot start " + words[0] + ": " + std::strerror(errno) +
                                         "; it is in the package pay200-sandbox");
}

}  // namespace

void add_sandbox_start(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("sandbox", "start", "Run the card network of test mode, in the foreground",
            [options](Session& session) { return run(session, *options); })
      .optional("--acquirer", options->acquirer, "NAME",
                "Whose place it takes (the one that is\nonly_test in the configuration)")
      .optional("--directory", options->directory, "DIRECTORY",
                "Where its journal is\n(/var/lib/pay200-sandbox)")
      .optional("--control", options->control, "FILE",
                "Its socket for `sandbox fault`\n(/run/pay200-sandbox/control.sock)")
      .example(
          "pgctl sandbox start --directory /tmp/sandbox \\\n"
          "      --control /tmp/sandbox/control.sock");
}

}  // namespace pay200::pgctl
