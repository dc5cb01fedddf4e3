// pgctl man
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/manual/manual_page.hpp"
#include "pgctl/suggestion.hpp"

namespace pay200::pgctl {
namespace {

constexpr const char* kWhole = "pgctl";

struct Options {
  std::optional<std::string> page, to;
};

std::string page_named(const CommandTree& tree, const std::string& name) {
  if (name == kWhole) return manual_page(tree);
  std::vector<std::string> names = {kWhole};
  for (const auto& command : tree.commands()) {
    if (manual_name(command) == name) return manual_page(tree, command);
    names.push_back(manual_name(command));
  }
  const auto meant = nearest(name, names);
  throw Failure(ExitStatus::kNotFound,
                "there is no page \"" + name + "\"; " +
                    (meant ? "did you mean `" + *meant + "`?"
                           : "`pgctl man | man -l -` names them all, as pgctl-tx-search"));
}

void write_page(const std::filesystem::path& directory, const std::string& name,
                const std::string& text) {
  const std::string file = directory / (name + ".1");
  errno = 0;
  std::ofstream out(file, std::ios::trunc);
  out << text << std::flush;
  if (out) return;
  throw Failure(ExitStatus::kFailed, "cannot write " + file + ": " + std::strerror(errno) +
                                         "; is it a directory that " + "you may write into?");
}

ExitStatus run(Session& session, const CommandTree& tree, const Options& options) {
  if (!options.to) {
    session.text(page_named(tree, options.page.value_or(kWhole)));
    return ExitStatus::kDone;
  }
  if (options.page) {
    throw Failure(ExitStatus::kUsage, "--to writes all pages: leave out " + *options.page);
  }
  write_page(*options.to, kWhole, manual_page(tree));
  for (const auto& command : tree.commands()) {
    write_page(*options.to, manual_name(command), manual_page(tree, command));
  }
  return ExitStatus::kDone;
}

}  // namespace

void add_man(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("", "man", "Print a man page, or write all of them",
            [options, &tree](Session& session) { return run(session, tree, *options); })
      .optional_argument("PAGE", options->page, "As pgctl-tx-search (pgctl)")
      .optional("--to", options->to, "DIRECTORY", "Write all pages into this directory")
      .example("pgctl man pgctl-tx-search | man -l -");
}

}  // namespace pay200::pgctl
