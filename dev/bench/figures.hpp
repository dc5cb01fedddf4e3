#pragma once
// What was measured, under keys that stay: var/bench.json. Each part of the benchmark adds its own
// and leaves the others', so that a part can be run alone.
//
//   {"payments_per_s": 740.1, ...: each key of figure_keys() that has been measured,
//    "series": {"growth": [{...}], "workers": [...], "latency": [...]},
//    "runs": {"payments": {"commit", "at", "load_before"}, ...}: when each part was measured,
//    "machine": {"processor", "processors", "memory_gb", "system", "PostgreSQL", "nginx"}}

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace pay200::dev {

enum class Reach { kNothing, kAtLeast, kAtMost };

struct FigureKey {
  const char* key;
  const char* part;  ///< of the benchmark that measures it: its name in "runs"
  const char* meaning;
  Reach reach = Reach::kNothing;
  double target = 0;
};

/// All that there can be, in the order of the page.
const std::vector<FigureKey>& figure_keys();
const FigureKey& figure_key(const std::string& key);  ///< throws std::logic_error

class Figures {
 public:
  /// Nothing is there yet, or what an earlier run has left.
  explicit Figures(const std::filesystem::path& path);

  /// Throws std::logic_error if there is no such key.
  void set(const std::string& key, double value);
  void set_series(const std::string& name, nlohmann::json points);
  /// Of what this part has measured before, nothing stays.
  void forget(const std::string& part);
  /// Throws std::runtime_error naming a figure that this part should have measured.
  void expect_all_of(const std::string& part) const;
  /// This part has been measured just now, from this commit's sources.
  void note_run(const std::string& part, double load_before);

  std::optional<double> get(const std::string& key) const;
  /// false: there is a target, and it was measured and missed.
  bool reached(const std::string& key) const;
  const nlohmann::json& json() const { return json_; }

  /// Replaces the file.
  void write(const std::filesystem::path& path) const;

 private:
  nlohmann::json json_;
};

/// What else this machine was doing: its load average of the last minute.
double load_average();

}  // namespace pay200::dev
