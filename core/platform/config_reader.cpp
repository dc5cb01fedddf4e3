#include "core/platform/config_reader.hpp"

#include <algorithm>
#include <cstddef>

#include "core/platform/edit_distance.hpp"

namespace pay200 {
namespace {

std::string_view last_part(std::string_view dotted) {
  const auto dot = dotted.rfind('.');
  return dot == std::string_view::npos ? dotted : dotted.substr(dot + 1);
}

std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

}  // namespace

void ConfigFaults::add(int line, std::string what) { faults_.emplace(line, std::move(what)); }

std::string ConfigFaults::text() const {
  std::string out;
  for (const auto& [line, what] : faults_) {
    if (!out.empty()) out += '\n';
    out += path_;
    out += ':';
    if (line > 0) out += std::to_string(line) + ':';
    out += ' ';
    out += what;
  }
  return out;
}

std::string ConfigFaults::suggestion(const std::string& dotted_key) const {
  const std::string* best = nullptr;
  std::size_t least = 1 + std::max<std::size_t>(2, dotted_key.size() / 3);
  for (const std::string& known : known_) {
    // The right key under the wrong heading counts as one slip.
    const bool elsewhere = last_part(known) == last_part(dotted_key);
    const std::size_t distance = elsewhere ? 1 : edit_distance(dotted_key, known);
    if (distance >= least) continue;
    least = distance;
    best = &known;
  }
  return best ? "; did you mean " + in_quotes(*best) + "?" : "";
}

void ConfigFaults::add_unknown_in(const TomlNode& table, const std::string& prefix) {
  for (const auto& [key, member] : table.members) {
    const std::string dotted = prefix.empty() ? key : prefix + "." + key;
    if (std::find(known_.begin(), known_.end(), dotted) == known_.end()) {
      add(member.line, "unknown key " + in_quotes(dotted) + suggestion(dotted));
      continue;
    }
    add_unknown_in(member, dotted);
    for (const TomlNode& element : member.elements) add_unknown_in(element, dotted);
  }
}

void ConfigFaults::add_unknown_keys(const TomlNode& document) { add_unknown_in(document, ""); }

ConfigTable::ConfigTable(ConfigFaults& faults, std::string name, const TomlNode* node)
    : faults_(faults), name_(std::move(name)), node_(node) {}

std::string ConfigTable::dotted(const char* key) const {
  return name_.empty() ? key : name_ + "." + key;
}

const TomlNode* ConfigTable::find(const char* key, TomlNode::Kind kind, const char* kind_name) {
  last_key_ = key;
  faults_.know(dotted(key));
  const TomlNode* found = node_ ? node_->find(key) : nullptr;
  if (found && found->kind != kind) {
    faults_.add(found->line, in_quotes(dotted(key)) + " must be " + kind_name);
    return nullptr;
  }
  return found;
}

ConfigTable ConfigTable::table(const char* key) {
  return {faults_, dotted(key), find(key, TomlNode::Kind::kTable, "a table")};
}

void ConfigTable::tables(const char* key, const std::function<void(ConfigTable, bool)>& each) {
  const TomlNode* found = find(key, TomlNode::Kind::kArray, "a list of tables");
  each(ConfigTable(faults_, dotted(key), nullptr), false);
  if (!found) return;
  for (const TomlNode& element : found->elements) {
    if (element.kind != TomlNode::Kind::kTable) {
      faults_.add(element.line, in_quotes(dotted(key)) + " must be a list of tables");
      continue;
    }
    each(ConfigTable(faults_, dotted(key), &element), true);
  }
}

ConfigTable& ConfigTable::text(const char* key, std::string& value, Check check) {
  const TomlNode* found = find(key, TomlNode::Kind::kText, "a text in quotes");
  if (!found) return *this;
  if (const char* expected = check ? check(found->text) : nullptr) {
    fault(key, std::string("must be ") + expected);
  } else {
    value = found->text;
  }
  return *this;
}

ConfigTable& ConfigTable::integer(const char* key, int& value, int least, int most) {
  const TomlNode* found = find(key, TomlNode::Kind::kInteger, "a whole number");
  if (!found) return *this;
  if (found->integer < least || found->integer > most) {
    fault(key, "must be " + std::to_string(least) + " to " + std::to_string(most));
  } else {
    value = static_cast<int>(found->integer);
  }
  return *this;
}

ConfigTable& ConfigTable::flag(const char* key, bool& value) {
  if (const TomlNode* found = find(key, TomlNode::Kind::kFlag, "true or false")) {
    value = found->flag;
  }
  return *this;
}

ConfigTable& ConfigTable::texts(const char* key, std::vector<std::string>& value, Check check) {
  const TomlNode* found = find(key, TomlNode::Kind::kArray, "a list of texts");
  if (!found) return *this;
  value.clear();
  for (const TomlNode& element : found->elements) {
    const char* expected =
        element.kind == TomlNode::Kind::kText ? check(element.text) : "a text in quotes";
    if (expected) {
      faults_.add(element.line, "each of " + in_quotes(dotted(key)) + " must be " + expected);
    } else {
      value.push_back(element.text);
    }
  }
  return *this;
}

ConfigTable& ConfigTable::required() {
  if (node_ && !node_->find(last_key_)) {
    faults_.add(node_->line, in_quotes(dotted(last_key_)) + " is missing");
  }
  return *this;
}

void ConfigTable::fault(const char* key, const std::string& what) {
  const TomlNode* found = node_ ? node_->find(key) : nullptr;
  const int line = found ? found->line : node_ ? node_->line : 0;
  faults_.add(line, in_quotes(dotted(key)) + " " + what);
}

}  // namespace pay200
