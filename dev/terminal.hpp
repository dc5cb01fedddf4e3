#pragma once
// What pay200-dev says to a person: Korean first, English beside it. Colours and dimming only on a
// terminal, so that a pipe or a CI log stays plain.

#include <chrono>
#include <string>

namespace pay200::dev {

class Terminal {
 public:
  Terminal();  ///< writes to stdout

  /// A heading, with an empty line before it.
  void heading(const std::string& korean, const std::string& english) const;
  /// "  한국어 · English"
  void line(const std::string& korean, const std::string& english) const;
  /// A step that is done: "  ✓ what  (0.8 s)".
  void step(const std::string& what, std::chrono::milliseconds took) const;
  void good(const std::string& korean, const std::string& english) const;
  /// Also what went wrong is part of the story: same stream, in order.
  void bad(const std::string& korean, const std::string& english) const;
  /// "  label      value", labels in a column.
  void entry(const std::string& label, const std::string& value) const;
  void plain(const std::string& text) const;
  void dim_line(const std::string& text) const;

 private:
  std::string dim(const std::string& text) const;
  std::string paint(const char* code, const std::string& text) const;

  bool colours_;
};

/// "0.8 s"
std::string seconds_text(std::chrono::milliseconds time);

}  // namespace pay200::dev
