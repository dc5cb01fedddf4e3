#include "core/platform/toml_document.hpp"

#include <toml++/toml.h>

#include "core/platform/toml_limits.hpp"

namespace pay200 {
namespace {

int line_of(const toml::source_region& source) { return static_cast<int>(source.begin.line); }

TomlNode convert(const toml::node& node);

TomlNode convert_table(const toml::table& table) {
  TomlNode out{.kind = TomlNode::Kind::kTable};
  for (auto&& [key, value] : table) {
    TomlNode member = convert(value);
    // The key's line, since a value may begin on a later one. A [table] has it too.
    member.line = line_of(key.source());
    out.members.emplace_back(std::string(key.str()), std::move(member));
  }
  return out;
}

TomlNode convert_array(const toml::array& array) {
  TomlNode out{.kind = TomlNode::Kind::kArray};
  for (const toml::node& element : array) out.elements.push_back(convert(element));
  return out;
}

TomlNode convert(const toml::node& node) {
  TomlNode out;
  if (const auto* text = node.as_string()) {
    out = {.kind = TomlNode::Kind::kText, .text = text->get()};
  } else if (const auto* integer = node.as_integer()) {
    out = {.kind = TomlNode::Kind::kInteger, .integer = integer->get()};
  } else if (const auto* flag = node.as_boolean()) {
    out = {.kind = TomlNode::Kind::kFlag, .flag = flag->get()};
  } else if (const auto* array = node.as_array()) {
    out = convert_array(*array);
  } else if (const auto* table = node.as_table()) {
    out = convert_table(*table);
  }
  out.line = line_of(node.source());
  return out;
}

}  // namespace

const TomlNode* TomlNode::find(std::string_view key) const {
  for (const auto& [name, member] : members) {
    if (name == key) return &member;
  }
  return nullptr;
}

std::variant<TomlNode, TomlFault> parse_toml(std::string_view text) {
  if (auto fault = fault_beyond_limits(text)) return *std::move(fault);
  try {
    return convert_table(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return TomlFault{line_of(error.source()), std::string(error.description())};
  }
}

}  // namespace pay200
