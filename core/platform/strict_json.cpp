#include "core/platform/strict_json.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

namespace pay200 {
namespace {

/// Refuses what the library's own parser lets pass (keys twice, depth, NUL) before a value is
/// built. The library checks grammar and UTF-8.
class StrictReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit StrictReader(std::size_t most_levels) : most_levels_(most_levels) {}

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(std::int64_t /*value*/) override { return true; }
  bool number_unsigned(std::uint64_t /*value*/) override { return true; }
  bool number_float(double /*value*/, const std::string& /*text*/) override { return true; }
  bool binary(nlohmann::json::binary_t& /*value*/) override { return refuse("binary"); }
  bool string(std::string& value) override { return has_no_nul(value); }
  bool start_object(std::size_t /*size*/) override { return open(); }
  bool start_array(std::size_t /*size*/) override { return open(); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(std::string& name) override {
    if (!has_no_nul(name)) return false;
    if (keys_.back().insert(name).second) return true;
    return refuse("a key appears twice in one object");
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& /*error*/) override {
    return refuse("not valid JSON at byte " + std::to_string(position));
  }

  const std::string& why() const { return why_; }

 private:
  bool open() {
    if (keys_.size() == most_levels_) {
      return refuse("nested deeper than " + std::to_string(most_levels_) + " levels");
    }
    keys_.emplace_back();
    return true;
  }

  bool close() {
    keys_.pop_back();
    return true;
  }

  bool has_no_nul(const std::string& text) {
    return text.find('\0') == std::string::npos || refuse("a string holds the character NUL");
  }

  bool refuse(std::string why) {
    why_ = std::move(why);
    return false;
  }

  std::size_t most_levels_;
  std::vector<std::set<std::string>> keys_;  ///< of each object that is open; empty for arrays
  std::string why_;
};

}  // namespace

std::optional<std::string> fault_in_json(std::string_view text, std::size_t most_levels) {
  // The library takes a NUL for the end of the text.
  if (text.find('\0') != std::string_view::npos) return "the text holds a NUL";
  StrictReader reader(most_levels);
  if (!nlohmann::json::sax_parse(text, &reader)) return reader.why();
  return std::nullopt;
}

}  // namespace pay200
