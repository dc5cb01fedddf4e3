#pragma once
// A real shell at a terminal, into which somebody types: what Tab makes of a line.

#include <string>
#include <sys/types.h>
#include <vector>

namespace pay200::test {

class TypingShell {
 public:
  /// `argv` starts the shell, with the programs of the build in its PATH; `setup` is typed into it
  /// first, and must bind Ctrl-X Ctrl-P to print the line as "<<line>>".
  TypingShell(std::vector<std::string> argv, const std::string& setup);
  ~TypingShell();
  TypingShell(const TypingShell&) = delete;
  TypingShell& operator=(const TypingShell&) = delete;

  struct Typed {
    std::string line;    ///< as it stands after Tab
    std::string screen;  ///< all that was shown since, the alternatives for one
  };
  /// Types the line and Tab, and throws it away again.
  Typed complete(const std::string& line);

 private:
  void type(const std::string& keys) const;
  /// What is shown until `end` is; throws std::runtime_error if that takes ten seconds.
  std::string read_until(const std::string& end);

  int terminal_ = -1;
  pid_t shell_ = -1;
};

}  // namespace pay200::test
