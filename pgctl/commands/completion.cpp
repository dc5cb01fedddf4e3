// pgctl completion
#include "pgctl/commands/commands.hpp"
#include "pgctl/completion/bash_completion.hpp"
#include "pgctl/completion/zsh_completion.hpp"

namespace pay200::pgctl {

void add_completion(CommandTree& tree) {
  auto shell = std::make_shared<std::string>();
  tree.verb("", "completion", "Print what completes pgctl in a shell",
            [shell, &tree](Session& session) {
              session.text(*shell == "bash" ? bash_completion(tree) : zsh_completion(tree));
              return ExitStatus::kDone;
            })
      .argument_choice("SHELL", *shell, {"bash", "zsh"}, "bash or zsh")
      .example(
          "source <(pgctl completion bash)     # in this shell\n"
          "  pgctl completion zsh > ~/.zfunc/_pgctl     # for good: a directory of $fpath");
}

}  // namespace pay200::pgctl
