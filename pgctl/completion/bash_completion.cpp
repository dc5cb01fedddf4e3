#include "pgctl/completion/bash_completion.hpp"

#include <set>

namespace pay200::pgctl {
namespace {

using Options = std::vector<OptionDescription>;

/// Bash hands over "--flag=value" as three words, and leaves it to us to find out what a word
/// stands behind.
constexpr const char* kBeginning =
    R"(# Completion of pgctl in bash. Made by `pgctl completion bash`.

_pgctl() {
  local current=${COMP_WORDS[COMP_CWORD]} path='' flag='' word words='' i
  COMPREPLY=()
  if [[ $current == '=' ]]; then current=''; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == '=' ]]; then continue; fi
    if [[ -n $flag ]]; then
      flag=''
      continue
    fi
)";

constexpr const char* kEnd = R"(  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _pgctl pgctl
)";

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

/// What can be typed behind nothing, behind a noun.
std::vector<std::string> words_behind(const CommandTree& tree, const std::string& noun) {
  std::vector<std::string> words;
  if (noun.empty()) {
    for (const auto& one : tree.nouns()) words.push_back(one.name);
  }
  for (const auto& command : tree.commands()) {
    if (command.noun == noun) words.push_back(command.verb);
  }
  return words;
}

std::vector<std::string> flags_of(const Options& options) {
  std::vector<std::string> flags;
  for (const auto& option : options) flags.push_back(option.name);
  return flags;
}

Options with_global(Options options) {
  for (auto& option : global_options()) options.push_back(std::move(option));
  return options;
}

/// Those behind which the next word is a value.
std::string flags_with_value(const CommandTree& tree) {
  std::set<std::string> flags;
  const auto add = [&flags](const Options& options) {
    for (const auto& option : options) {
      if (!option.type.empty()) flags.insert(option.name);
    }
  };
  add(global_options());
  for (const auto& command : tree.commands()) add(command.options);
  return joined({flags.begin(), flags.end()}, " | ");
}

std::string paths(const CommandTree& tree) {
  std::vector<std::string> all;
  for (const auto& noun : tree.nouns()) all.push_back("'" + noun.name + "'");
  for (const auto& command : tree.commands()) all.push_back("'" + command.name() + "'");
  return joined(all, " | ");
}

/// One branch of the case over "path flag".
std::string value_branch(const std::string& path, const OptionDescription& option) {
  const std::string pattern = "      '" + path + (path.empty() ? "" : " ") + option.name + "') ";
  if (!option.choices.empty()) {
    return pattern + "words='" + joined(option.choices, " ") + "' ;;\n";
  }
  const bool directory = option.type == "DIRECTORY";
  if (!directory && option.type != "FILE") return {};
  return pattern + "compopt -o filenames && mapfile -t COMPREPLY < <(compgen -" +
         (directory ? "d" : "f") + " -- \"$current\") && return ;;\n";
}

std::string value_branches(const CommandTree& tree) {
  std::string text;
  const auto add = [&text](const std::string& path, const Options& options) {
    for (const auto& option : options) text += value_branch(path, option);
  };
  add("", global_options());
  for (const auto& noun : tree.nouns()) add(noun.name, global_options());
  for (const auto& command : tree.commands()) add(command.name(), with_global(command.options));
  return text;
}

std::string flag_branches(const CommandTree& tree) {
  std::string text;
  for (const auto& command : tree.commands()) {
    text += "      '" + command.name() + "') words='" +
            joined(flags_of(with_global(command.options)), " ") + "' ;;\n";
  }
  auto top = flags_of(global_options());
  const std::string everywhere = joined(top, " ");
  top.emplace_back("--version");
  return text + "      '') words='" + joined(top, " ") + "' ;;\n      *) words='" + everywhere +
         "' ;;\n";
}

std::string word_branches(const CommandTree& tree) {
  std::string text = "      '') words='" + joined(words_behind(tree, ""), " ") + "' ;;\n";
  for (const auto& noun : tree.nouns()) {
    text += "      '" + noun.name + "') words='" + joined(words_behind(tree, noun.name), " ") +
            "' ;;\n";
  }
  for (const auto& command : tree.commands()) {
    for (const auto& argument : command.arguments) {
      if (argument.choices.empty()) continue;
      text += "      '" + command.name() + "') words='" + joined(argument.choices, " ") + "' ;;\n";
    }
  }
  return text;
}

}  // namespace

std::string bash_completion(const CommandTree& tree) {
  return std::string(kBeginning) +
         "    case $word in\n"
         "      " +
         flags_with_value(tree) +
         ") flag=$word ;;\n"
         "      -*) ;;\n"
         "      *)\n"
         "        case \"${path:+$path }$word\" in\n"
         "          " +
         paths(tree) +
         ") path=\"${path:+$path }$word\" ;;\n"
         "        esac\n"
         "        ;;\n"
         "    esac\n"
         "  done\n"
         "  if [[ -n $flag ]]; then\n"
         "    case \"${path:+$path }$flag\" in\n" +
         value_branches(tree) +
         "    esac\n"
         "  elif [[ $current == -* ]]; then\n"
         "    case $path in\n" +
         flag_branches(tree) +
         "    esac\n"
         "  else\n"
         "    case $path in\n" +
         word_branches(tree) +
         "    esac\n"
         "  fi\n" +
         kEnd;
}

}  // namespace pay200::pgctl
