#pragma once
// What the commands are, apart from what they do: for man pages and completion, which are made from
// it, and for the tests that walk all commands. Filled in by CommandTree as commands are added.

#include <string>
#include <vector>

namespace pay200::pgctl {

struct OptionDescription {
  std::string name;  ///< "--merchant"; of an argument: "MERCHANT"
  std::string type;  ///< of its value, "ID"; empty: it takes none
  std::string what;  ///< one line, with the default in parentheses
  std::vector<std::string> choices = {};
  bool required = false, repeated = false;
};

struct NounDescription {
  std::string name, what;
};

struct CommandDescription {
  std::string noun;  ///< empty: the verb stands alone
  std::string verb, what;
  std::vector<OptionDescription> arguments = {}, options = {};
  std::string example = {};  ///< command lines; behind an empty line, what more there is to say

  /// "tx search"; joined by '-' as in files' names: "tx-search".
  std::string name(char between = ' ') const { return noun.empty() ? verb : noun + between + verb; }
};

/// What all commands take.
std::vector<OptionDescription> global_options();

}  // namespace pay200::pgctl
