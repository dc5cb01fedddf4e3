#pragma once
// What libFuzzer drives, and what `make test` replays the corpora with: one target for each parser
// of what strangers send. A target parses its input and then requires what must be true of every
// input, whether it was accepted or not; beyond that the sanitizers watch.
//
//   const FuzzTarget kTarget("money", [](std::string_view input) { ... });
//
// A target's name is that of its file (money_fuzz.cpp) and of its corpus (corpus/money/).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pay200::fuzz {

class FuzzTarget {
 public:
  using Run = void (*)(std::string_view input);
  FuzzTarget(std::string_view name, Run run);

  std::string_view name() const { return name_; }
  void operator()(std::string_view input) const { run_(input); }

 private:
  std::string_view name_;
  Run run_;
};

/// Of this program, by name.
const std::vector<const FuzzTarget*>& all_targets();
/// nullptr: there is none.
const FuzzTarget* find_target(std::string_view name);

/// Aborts and says what does not hold.
void require(bool holds, const char* what);

/// An input as a row of values, for what takes more than one text. Past its end all is zero.
class Input {
 public:
  explicit Input(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t byte();
  /// Eight bytes.
  std::int64_t number();
  /// So many bytes, or what there is.
  std::string_view take(std::size_t count);
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// The bytes as a file, for what reads files: its path, good while this lives. Only its owner may
/// read it.
class InputFile {
 public:
  explicit InputFile(std::string_view bytes);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  std::string path() const;

 private:
  int fd_;
};

}  // namespace pay200::fuzz
