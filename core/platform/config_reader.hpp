#pragma once
// Reads a TomlNode key by key and collects what is wrong with it. For config.cpp and secrets.cpp.

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/platform/toml_document.hpp"

namespace pay200 {

/// Faults of one file, and every key that was asked for: what is not among them is unknown.
class ConfigFaults {
 public:
  explicit ConfigFaults(std::string path) : path_(std::move(path)) {}

  void add(int line, std::string what);
  /// Once all has been read: a fault for each key of the document that nobody asked for.
  void add_unknown_keys(const TomlNode& document);
  bool any() const { return !faults_.empty(); }
  /// "<path>:<line>: <what>", one a line, in order of line.
  std::string text() const;

  void know(const std::string& dotted_key) { known_.push_back(dotted_key); }
  const std::vector<std::string>& known() const { return known_; }

 private:
  void add_unknown_in(const TomlNode& table, const std::string& prefix);
  std::string suggestion(const std::string& dotted_key) const;

  std::string path_;
  std::multimap<int, std::string> faults_;  ///< by line; within one, as they came
  std::vector<std::string> known_;
};

/// One table of the document. A missing key leaves the value as it is, unless it is required.
class ConfigTable {
 public:
  /// `name` is the dotted name of the table, empty for the document. `node` may be null: the table
  /// is missing, and its keys are only made known.
  ConfigTable(ConfigFaults& faults, std::string name, const TomlNode* node);

  ConfigTable table(const char* key);
  /// Runs `each` for every table of [[key]], or once with none to make its keys known.
  void tables(const char* key, const std::function<void(ConfigTable, bool present)>& each);

  /// What a text must look like: nullptr if it is right, else what is expected.
  using Check = const char* (*)(std::string_view text);

  ConfigTable& text(const char* key, std::string& value, Check check = nullptr);
  ConfigTable& integer(const char* key, int& value, int least, int most);
  ConfigTable& flag(const char* key, bool& value);
  ConfigTable& texts(const char* key, std::vector<std::string>& value, Check check);
  /// The last key read must be there.
  ConfigTable& required();

  bool has(const char* key) const { return node_ && node_->find(key); }
  /// A fault of this table's key.
  void fault(const char* key, const std::string& what);

 private:
  const TomlNode* find(const char* key, TomlNode::Kind kind, const char* kind_name);
  std::string dotted(const char* key) const;

  ConfigFaults& faults_;
  std::string name_;
  const TomlNode* node_;
  const char* last_key_ = nullptr;
};

}  // namespace pay200
