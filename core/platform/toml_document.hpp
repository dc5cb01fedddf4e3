#pragma once
// TOML 1.0 read into plain values that know their line. toml++ is behind this header only: it is
// large, and its interface has changed before.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace pay200 {

struct TomlNode {
  enum class Kind { kText, kInteger, kFlag, kArray, kTable, kOther };
  Kind kind = Kind::kOther;
  int line = 0;  ///< of the value; of its key where it is a table's member
  std::string text = {};
  std::int64_t integer = 0;
  bool flag = false;
  std::vector<TomlNode> elements = {};                         ///< of an array
  std::vector<std::pair<std::string, TomlNode>> members = {};  ///< of a table

  /// nullptr if this table has no such member.
  const TomlNode* find(std::string_view key) const;
};

struct TomlFault {
  int line = 0;
  std::string description;  ///< may quote the text
};

/// The document's table, or its first fault; toml_limits.hpp says what is one besides TOML's own.
std::variant<TomlNode, TomlFault> parse_toml(std::string_view text);

}  // namespace pay200
