#include "pgctl/completion/zsh_completion.hpp"

namespace pay200::pgctl {
namespace {

/// Within single quotes, in a specification of _arguments or _describe, where brackets and colons
/// end a part.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string action_of(const OptionDescription& option) {
  if (!option.choices.empty()) {
    std::string words;
    for (const auto& choice : option.choices) words += (words.empty() ? "" : " ") + choice;
    return "(" + words + ")";
  }
  if (option.type == "FILE") return "_files";
  // Not a blank: before an argument that is still to come, zsh would then complete no option.
  return option.type == "DIRECTORY" ? "_files -/" : "()";
}

/// "'--merchant=[Whose, mer_...]:ID:()'"
std::string specification(const OptionDescription& option) {
  std::string text = std::string(option.repeated ? "'*" : "'") + option.name;
  if (!option.type.empty()) text += '=';
  text += "[" + escaped(option.what) + "]";
  if (!option.type.empty()) text += ":" + escaped(option.type) + ":" + action_of(option);
  return text + "'";
}

std::string specification(std::size_t number, const OptionDescription& argument) {
  return "'" + std::to_string(number) + ":" + escaped(argument.name) + ":" + action_of(argument) +
         "'";
}

std::string arguments_of(const CommandDescription& command, const std::string& indent) {
  std::string text = "_arguments -s $everywhere";
  for (const auto& option : command.options) {
    text += " \\\n" + indent + "  " + specification(option);
  }
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    text += " \\\n" + indent + "  " + specification(i + 1, command.arguments[i]);
  }
  return text + "\n";
}

std::string branch(const CommandDescription& command, const std::string& indent) {
  return indent + command.verb + ")\n" + indent + "  " + arguments_of(command, indent + "  ") +
         indent + "  ;;\n";
}

std::string described(const std::string& name, const std::string& what, const std::string& indent) {
  return indent + "'" + escaped(name) + ":" + escaped(what) + "'\n";
}

/// The verbs of a noun, as a function of their own.
std::string noun_function(const CommandTree& tree, const NounDescription& noun) {
  std::string verbs;
  std::string branches;
  for (const auto& command : tree.commands()) {
    if (command.noun != noun.name) continue;
    verbs += described(command.verb, command.what, "    ");
    branches += branch(command, "        ");
  }
  return "_pgctl_" + noun.name +
         "() {\n"
         "  local state\n"
         "  local -a verbs=(\n" +
         verbs +
         "  )\n"
         "  _arguments -C $everywhere '1: :->verb' '*:: :->rest' && return\n"
         "  case $state in\n"
         "    verb) _describe -t commands '" +
         noun.name +
         "' verbs ;;\n"
         "    rest)\n"
         "      case $words[1] in\n" +
         branches +
         "      esac\n"
         "      ;;\n"
         "  esac\n"
         "}\n\n";
}

std::string main_function(const CommandTree& tree) {
  std::string nouns;
  std::string branches;
  for (const auto& noun : tree.nouns()) {
    nouns += described(noun.name, noun.what, "    ");
    branches += "        " + noun.name + ") _pgctl_" + noun.name + " ;;\n";
  }
  for (const auto& command : tree.commands()) {
    if (!command.noun.empty()) continue;
    nouns += described(command.verb, command.what, "    ");
    branches += branch(command, "        ");
  }
  std::string everywhere;
  for (const auto& option : global_options()) everywhere += "    " + specification(option) + "\n";
  return "_pgctl() {\n"
         "  local context state state_descr line\n"
         "  typeset -A opt_args\n"
         "  local -a everywhere=(\n" +
         everywhere +
         "  )\n"
         "  local -a nouns=(\n" +
         nouns +
         "  )\n"
         "  _arguments -C $everywhere '--version[Print the version]' '1: :->noun' '*:: :->rest' "
         "&& return\n"
         "  case $state in\n"
         "    noun) _describe -t commands pgctl nouns ;;\n"
         "    rest)\n"
         "      case $words[1] in\n" +
         branches +
         "      esac\n"
         "      ;;\n"
         "  esac\n"
         "}\n\n";
}

}  // namespace

std::string zsh_completion(const CommandTree& tree) {
  std::string text =
      "#compdef pgctl\n"
      "# Completion of pgctl in zsh. Made by `pgctl completion zsh`.\n\n";
  for (const auto& noun : tree.nouns()) text += noun_function(tree, noun);
  // Sourced, it makes itself known; autoloaded, it is the function.
  return text + main_function(tree) +
         "if [[ $funcstack[1] == _pgctl ]]; then\n"
         "  _pgctl \"$@\"\n"
         "else\n"
         "  compdef _pgctl pgctl\n"
         "fi\n";
}

}  // namespace pay200::pgctl
