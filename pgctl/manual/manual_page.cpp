#include "pgctl/manual/manual_page.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "pgctl/manual/roff.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::array<std::pair<const char*, const char*>, 10> kExitStatus = {{
    {"0", "Done."},
    {"1", "Failed: the database or the configuration cannot be used, or something else broke."},
    {"2", "Usage: an option, an argument or an id was typed wrong. Nothing was begun."},
    {"3", "Not allowed: the other mode's, another operator's, or beyond the database role."},
    {"4", "Not found."},
    {"5", "Conflict: what it is about is in another state than the command needs."},
    {"6", "Declined by the acquirer."},
    {"7", "Outcome unknown: it may or may not have been done. Look before you repeat it."},
    {"8", "Does not reconcile: books differ, and the answer says where."},
    {"9", "Another run holds the lock; nothing was done."},
}};

/// What was given as an example: commands to type, then what else there is to say.
struct Example {
  std::string commands;
  std::vector<std::string> notes;
};

/// The help is laid out by hand, two blanks in from its heading.
std::string without_indent(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    const bool indented = at > 0 && line.rfind("  ", 0) == 0;
    out += (out.empty() ? "" : "\n") + (indented ? line.substr(2) : line);
    at = end + 1;
  }
  return out;
}

std::string on_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

Example example_of(const CommandDescription& command) {
  Example example;
  const std::string& text = command.example;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find("\n\n", at), text.size());
    const std::string part = text.substr(at, end - at);
    if (at == 0) {
      example.commands = without_indent(part);
    } else {
      example.notes.push_back(on_one_line(part));
    }
    at = end + 2;
  }
  return example;
}

/// A choice's values say more than the word for them.
std::string text_of(const OptionDescription& option) {
  std::string text = option.what;
  if (!option.choices.empty()) {
    std::string choices;
    for (const auto& choice : option.choices) choices += (choices.empty() ? "" : ", ") + choice;
    text += (text.empty() ? "" : ". ") + std::string("One of: ") + choices;
  }
  return text + (text.empty() || text.back() == '.' ? "" : ".");
}

std::string synopsis_of(const OptionDescription& option) {
  const bool flag = option.name.rfind("--", 0) == 0;
  std::string text = flag ? roff_bold(option.name) : roff_italic(option.name);
  // The two stay on one line.
  if (flag && !option.type.empty()) text += "\\ " + roff_italic(option.type);
  if (!option.required) text = "[" + text + "]";
  return option.repeated ? text + "..." : text;
}

std::string synopsis_of(const CommandDescription& command) {
  std::string text = roff_bold("pgctl " + command.name());
  for (const auto& argument : command.arguments) text += " " + synopsis_of(argument);
  for (const auto& option : command.options) text += " " + synopsis_of(option);
  return text + " [" + roff_italic("OPTION OF EVERY COMMAND") + "]...";
}

void add_options(RoffPage& page, const std::vector<OptionDescription>& options) {
  for (const auto& option : options) page.item(option.name, option.type, text_of(option));
}

void add_common_sections(RoffPage& page) {
  page.section("ENVIRONMENT")
      .item("PAY200_CONFIG", "", "The configuration, where --config does not say it.")
      .item("PAY200_OUTPUT", "", "table, json or csv, where --output does not say it.")
      .item("SUDO_USER", "", "Who acts, where root was reached by sudo(8).");
  page.section("FILES")
      .item("/etc/pay200/pay200.toml", "", "The configuration, of all programs of pay200.")
      .item("/etc/pay200/secrets.toml", "",
            "The secrets that it names. Refused if others than its owner can read it.");
}

std::string reference(const std::string& name) { return roff_bold(name) + "(1)"; }

void see_also(RoffPage& page, const std::vector<std::string>& names) {
  std::string line;
  for (const auto& name : names) line += (line.empty() ? "" : ", ") + reference(name);
  page.section("SEE ALSO").line(line);
}

std::vector<std::string> neighbours_of(const CommandTree& tree, const CommandDescription& command) {
  std::vector<std::string> names = {"pgctl"};
  if (command.noun.empty()) return names;
  for (const auto& other : tree.commands()) {
    if (other.noun == command.noun && other.verb != command.verb) {
      names.push_back(manual_name(other));
    }
  }
  return names;
}

bool says_exit_status(const std::string& note) { return note.rfind("Exit status:", 0) == 0; }

void list_commands(RoffPage& page, const CommandTree& tree, const std::string& noun) {
  for (const auto& command : tree.commands()) {
    if (command.noun != noun) continue;
    page.item("pgctl " + command.name(), "",
              command.what + ". See " + manual_name(command) + "(1).");
  }
}

}  // namespace

std::string manual_name(const CommandDescription& command) { return "pgctl-" + command.name('-'); }

std::string manual_page(const CommandTree& tree, const CommandDescription& command) {
  const Example example = example_of(command);
  RoffPage page(manual_name(command), command.what);
  page.section("SYNOPSIS").line(synopsis_of(command));
  page.section("DESCRIPTION").paragraph(command.what + ".");
  for (const auto& note : example.notes) {
    if (!says_exit_status(note)) page.paragraph(note);
  }
  if (!command.arguments.empty()) {
    page.section("ARGUMENTS");
    for (const auto& argument : command.arguments) {
      page.item(argument.name, "", text_of(argument));
    }
  }
  page.section("OPTIONS");
  add_options(page, command.options);
  add_options(page, global_options());
  page.section("EXIT STATUS");
  for (const auto& note : example.notes) {
    if (says_exit_status(note)) page.paragraph(note);
  }
  for (const auto& [status, meaning] : kExitStatus) page.item(status, "", meaning);
  add_common_sections(page);
  if (!example.commands.empty()) page.section("EXAMPLES").verbatim(example.commands);
  see_also(page, neighbours_of(tree, command));
  return page.text();
}

std::string manual_page(const CommandTree& tree) {
  RoffPage page("pgctl", "operate pay200: merchants, keys, payments, database");
  page.section("SYNOPSIS")
      .line(roff_bold("pgctl") + " [" + roff_italic("OPTION") + "]... " + roff_italic("NOUN") +
            " " + roff_italic("VERB") + " [" + roff_italic("ARGUMENT") + "] [" +
            roff_italic("OPTION") + "]...");
  page.section("DESCRIPTION")
      .paragraph(
          "pgctl is the operators' command. It works on the database as the role that "
          "[database] operator_user in the configuration names, and asks the running gateway "
          "only where an acquirer must answer.")
      .paragraph(
          "Without --live everything is about test mode. Where money, keys or terms change, pgctl "
          "shows mode, merchant and amount and asks; --yes answers beforehand, and --dry-run only "
          "shows. A no is exit status 1, not success.")
      .paragraph(
          "Options may stand before or after the command, as \"--name value\" or "
          "\"--name=value\". Every command explains itself with --help.");
  page.section("COMMANDS");
  for (const auto& noun : tree.nouns()) {
    page.subsection(noun.name);
    list_commands(page, tree, noun.name);
  }
  page.subsection("without a noun");
  list_commands(page, tree, "");
  page.section("OPTIONS");
  add_options(page, global_options());
  page.item("--version", "", "Print the version.");
  page.section("OUTPUT")
      .paragraph(
          "The answer goes to stdout; what a person may want to know beside it, questions, "
          "progress and errors go to stderr. At a terminal an answer is a table that fits; the "
          "order of its columns may change.")
      .paragraph(
          "--output json prints one document: one thing is an object, a list {\"items\": [...], "
          "\"next\": ...}. Keys are added, never changed or taken away. Amounts are whole numbers "
          "of the currency's minor unit, times ISO 8601 in Seoul (+09:00). A JSON Schema of each "
          "command's answer is in docs/schema/pgctl. --output csv prints the same, with the keys "
          "as its first line.");
  page.section("EXIT STATUS");
  for (const auto& [status, meaning] : kExitStatus) page.item(status, "", meaning);
  add_common_sections(page);
  page.section("EXAMPLES")
      .verbatim(
          "pgctl doctor\n"
          "pgctl tx search --from 2026-11-01 --name 김민아\n"
          "pgctl payment timeline pay_... --output json");
  see_also(page, {"pay200-fcgi", "pay200-sandbox", "pay200-dev"});
  return page.text();
}

}  // namespace pay200::pgctl
