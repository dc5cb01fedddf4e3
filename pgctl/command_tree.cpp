#include "pgctl/command_tree.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>

#include "pgctl/failure.hpp"
#include "pgctl/suggestion.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::size_t kHelpColumn = 26;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// "secret|client"
std::string alternatives(const std::vector<std::string>& choices) {
  std::string text;
  for (const auto& choice : choices) text += (text.empty() ? "" : "|") + choice;
  return text;
}

constexpr std::size_t kWidestType = 40;

/// "secret|client"; of many, the flag's own name, as "KIND".
std::string type_of(const std::string& flag, const std::vector<std::string>& choices) {
  std::string type = alternatives(choices);
  if (type.size() <= kWidestType) return type;
  type = flag.substr(flag.find_first_not_of('-'));
  for (char& c : type) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return type;
}

/// For the help, which cannot show them in the type then.
std::string with_choices(const std::string& what, const std::vector<std::string>& choices) {
  if (alternatives(choices).size() <= kWidestType) return what;
  std::string text = what.empty() ? "One of" : what + ", one of";
  std::size_t line = text.size();
  for (const auto& choice : choices) {
    const bool fits = line + choice.size() + 2 <= kWidestType;
    text += (fits ? " " : "\n") + choice + (&choice == &choices.back() ? "" : ",");
    line = (fits ? line + 2 : 1) + choice.size();
  }
  return text;
}

/// CLI11's own says "not in {...}" and repeats the set in the help.
CLI::Validator one_of(const std::vector<std::string>& choices) {
  return CLI::Validator(
      [choices](std::string& given) {
        const bool known = std::find(choices.begin(), choices.end(), given) != choices.end();
        return known ? std::string() : "\"" + given + "\" is none of " + joined(choices);
      },
      "");
}

CLI::Validator whole_number() {
  return CLI::Validator(
      [](std::string& given) {
        std::int64_t number = 0;
        const char* end = given.data() + given.size();
        const auto read = std::from_chars(given.data(), end, number);
        const bool whole = read.ec == std::errc() && read.ptr == end;
        return whole ? std::string() : "\"" + given + "\" is not a whole number";
      },
      "");
}

std::vector<std::string> names_below(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* below : app.get_subcommands(nullptr)) names.push_back(below->get_name());
  return names;
}

const CLI::App& deepest(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : deepest(*parsed.front());
}

/// "pgctl key issue"
std::string path_of(const CLI::App& app) {
  const auto* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : path_of(*parent) + " " + app.get_name();
}

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const auto* level = &app; level != nullptr; level = level->get_parent()) {
    for (const auto* option : level->get_options()) {
      for (const auto& name : option->get_lnames()) flags.push_back("--" + name);
    }
  }
  return flags;
}

std::string with_suggestion(const std::string& words, const std::string& typed,
                            const std::vector<std::string>& known, const std::string& before) {
  const auto meant = nearest(typed, known);
  return meant ? words + "; did you mean `" + before + *meant + "`?" : words;
}

/// It may be a secret, and what is said may end in a log.
bool looks_like_an_api_key(const std::string& word) {
  return word.find("_sk_") != std::string::npos || word.find("_ck_") != std::string::npos;
}

/// About the first word that nothing takes.
std::string unexpected_word(const CLI::App& app, const std::vector<std::string>& words) {
  const std::string here = path_of(app);
  if (std::any_of(words.begin(), words.end(), looks_like_an_api_key)) {
    return "`" + here + "` takes no API key here: a command line is seen by others";
  }
  const auto is_flag = [](const std::string& word) { return word.size() > 1 && word[0] == '-'; };
  const auto flag = std::find_if(words.begin(), words.end(), is_flag);
  if (flag != words.end() && (flag == words.begin() || app.get_subcommands(nullptr).empty())) {
    const std::string name = flag->substr(0, flag->find('='));
    return with_suggestion("`" + here + "` has no option " + name, name, flags_of(app), "");
  }
  const auto names = names_below(app);
  if (words.front() == "help") return "help is an option: `" + here + " --help`";
  if (names.empty()) return "`" + here + "` takes no \"" + words.front() + "\"";
  const bool at_top = app.get_parent() == nullptr;
  const std::string what = at_top ? "there is no command \"" + words.front() + "\""
                                  : "`" + here + "` has no \"" + words.front() + "\"";
  if (nearest(words.front(), names)) {
    return with_suggestion(what, words.front(), names, here + " ");
  }
  return what + "; there is " + joined(names);
}

std::string usage_complaint(const CLI::App& root, const CLI::ParseError& error) {
  const CLI::App& app = deepest(root);
  // Before what is missing: a mistyped option is missing under its right name as well.
  const auto unexpected = root.remaining(true);
  if (!unexpected.empty()) return unexpected_word(app, unexpected);
  const auto names = names_below(app);
  if (!names.empty()) {
    return "say what to do: `" + path_of(app) + "` and one of " + joined(names);
  }
  std::string words = error.what();
  // CLI11's own: "--limit: 1 required N missing".
  if (error.get_name() == "ArgumentMismatch") {
    return words.substr(0, words.find(':')) + " wants a value behind it";
  }
  return words;
}

}  // namespace

OptionDescription& Command::describe(const char* flag, const char* type, const char* what) {
  std::string line = what;
  std::replace(line.begin(), line.end(), '\n', ' ');
  description_.options.push_back({flag, type, line});
  return description_.options.back();
}

Command& Command::argument(const char* name, std::string& into, const char* what) {
  app_.add_option(name, into, what)->required()->type_name("");
  description_.arguments.push_back({name, name, what, {}, true});
  return *this;
}

Command& Command::argument_choice(const char* name, std::string& into,
                                  const std::vector<std::string>& choices, const char* what) {
  app_.add_option(name, into, what)->required()->type_name("")->check(one_of(choices));
  description_.arguments.push_back({name, name, what, choices, true});
  return *this;
}

Command& Command::optional_argument(const char* name, std::optional<std::string>& into,
                                    const char* what) {
  app_.add_option(name, into, what)->type_name("");
  description_.arguments.push_back({name, name, what});
  return *this;
}

Command& Command::required(const char* flag, std::string& into, const char* type,
                           const char* what) {
  app_.add_option(flag, into, what)->required()->type_name(type);
  describe(flag, type, what).required = true;
  return *this;
}

Command& Command::required_choice(const char* flag, std::string& into,
                                  const std::vector<std::string>& choices, const char* what) {
  const std::string type = type_of(flag, choices);
  app_.add_option(flag, into, with_choices(what, choices))
      ->required()
      ->type_name(type)
      ->check(one_of(choices));
  auto& option = describe(flag, type.c_str(), what);
  option.required = true;
  option.choices = choices;
  return *this;
}

Command& Command::optional(const char* flag, std::optional<std::string>& into, const char* type,
                           const char* what) {
  app_.add_option(flag, into, what)->type_name(type);
  describe(flag, type, what);
  return *this;
}

Command& Command::optional(const char* flag, std::optional<std::int64_t>& into, const char* type,
                           const char* what) {
  app_.add_option(flag, into, what)->type_name(type)->check(whole_number());
  describe(flag, type, what);
  return *this;
}

Command& Command::optional_choice(const char* flag, std::optional<std::string>& into,
                                  const std::vector<std::string>& choices, const char* what) {
  const std::string type = type_of(flag, choices);
  app_.add_option(flag, into, with_choices(what, choices))->type_name(type)->check(one_of(choices));
  describe(flag, type.c_str(), what).choices = choices;
  return *this;
}

Command& Command::flag(const char* flag, bool& into, const char* what) {
  app_.add_flag(flag, into, what);
  describe(flag, "", what);
  return *this;
}

Command& Command::repeated(const char* flag, std::vector<std::string>& into, const char* type,
                           const char* what) {
  // One word each time: else it would swallow the id behind it.
  app_.add_option(flag, into, what)->type_name(type)->allow_extra_args(false);
  describe(flag, type, what).repeated = true;
  return *this;
}

Command& Command::either(const char* yes, const char* no, std::optional<bool>& into,
                         const char* what, const char* what_not) {
  const std::string both = std::string(yes) + " and " + no + ": say one of them";
  const auto set = [&into, both](bool to) {
    return [&into, both, to](std::int64_t) {
      if (into && *into != to) throw CLI::ValidationError(both);
      into = to;
    };
  };
  app_.add_flag_function(yes, set(true), what);
  app_.add_flag_function(no, set(false), what_not);
  describe(yes, "", what);
  describe(no, "", what_not);
  return *this;
}

Command& Command::example(const std::string& text) {
  description_.example += (description_.example.empty() ? "" : "\n  ") + text;
  app_.footer("Example:\n  " + description_.example);
  return *this;
}

struct CommandTree::Impl {
  CLI::App root{"pgctl operates pay200: merchants, keys, transactions, database.", "pgctl"};
  GlobalOptions options;
  std::map<const CLI::App*, Run> runs;
  std::vector<NounDescription> nouns;
  std::deque<CommandDescription> commands;  // whose elements stay where they are
};

CommandTree::CommandTree() : impl_(std::make_unique<Impl>()) {
  auto& root = impl_->root;
  root.get_formatter()->column_width(kHelpColumn);
  root.get_formatter()->label("REQUIRED", "(required)");
  root.get_formatter()->label("SUBCOMMAND", "COMMAND");
  root.get_formatter()->label("Positionals", "Arguments");
  root.set_help_flag("-h,--help", "This help; also after a noun or a verb");
  root.set_version_flag("--version", "pgctl " PAY200_VERSION, "Print the version");
  root.add_option("--config", impl_->options.config_file,
                  "Configuration (else $PAY200_CONFIG,\n/etc/pay200/pay200.toml)")
      ->type_name("FILE");
  root.add_option("--output", impl_->options.output,
                  "How to show the answer\n(else $PAY200_OUTPUT, table)")
      ->type_name("table|json|csv");
  root.add_flag("--live", impl_->options.live, "Live mode; without it, test mode");
  root.require_subcommand(1, 1);
  root.footer(
      "Options may stand before or after the command.\n"
      "Exit status: 0 done, 1 failed, 2 usage, 3 not allowed, 4 not found,\n"
      "5 conflict, 6 declined, 7 outcome unknown, 8 does not reconcile,\n"
      "9 another run holds the lock.");
}

CommandTree::~CommandTree() = default;

void CommandTree::noun(const char* name, const char* what) {
  auto* noun = impl_->root.add_subcommand(name, what);
  noun->group("Commands");
  noun->fallthrough();
  noun->require_subcommand(1, 1);
  impl_->nouns.push_back({name, what});
}

Command CommandTree::verb(const char* noun, const char* verb, const char* what, Run run) {
  CLI::App* parent = &impl_->root;
  if (*noun != '\0') parent = impl_->root.get_subcommand(noun);
  auto* app = parent->add_subcommand(verb, what);
  app->group("Commands");
  app->fallthrough();
  impl_->runs[app] = std::move(run);
  impl_->commands.push_back({noun, verb, what});
  return Command(*app, impl_->commands.back());
}

const std::vector<NounDescription>& CommandTree::nouns() const { return impl_->nouns; }

const std::deque<CommandDescription>& CommandTree::commands() const { return impl_->commands; }

CommandTree::Parsed CommandTree::parse(int argc, const char* const* argv, std::ostream& out) {
  auto& root = impl_->root;
  if (const char* output = std::getenv("PAY200_OUTPUT")) impl_->options.output = output;
  try {
    root.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    out << root.help();
    return {};
  } catch (const CLI::CallForVersion& version) {
    out << version.what() << '\n';
    return {};
  } catch (const CLI::ParseError& error) {
    throw Failure(ExitStatus::kUsage,
                  usage_complaint(root, error) + "\nSee `" + path_of(deepest(root)) + " --help`.");
  }
  const std::string& output = impl_->options.output;
  if (!format_from_text(output)) {
    throw Failure(ExitStatus::kUsage, "--output: \"" + output + "\" is none of table, json, csv");
  }
  return {impl_->options, impl_->runs.at(&deepest(root))};
}

}  // namespace pay200::pgctl
