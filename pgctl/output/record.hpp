#pragma once
// What a command answers, before anybody decides how it is shown: a value for scripts beside the
// text for people.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/money/money.hpp"
#include "core/platform/clock.hpp"

namespace pay200::pgctl {

/// An object or a list that is JSON already.
struct JsonText {
  std::string text;
  bool operator==(const JsonText&) const = default;
};
using Texts = std::vector<std::string>;
/// What a script is told.
using Value = std::variant<std::nullptr_t, bool, std::int64_t, std::string, Texts, JsonText>;

struct Cell {
  Value value;
  std::string text;
};
/// "12,300"
std::string grouped(std::int64_t number);

/// "12 s", "3 min 20 s", "3 h 53 min", "2 d 3 h"
std::string duration_text(std::int64_t seconds);

Cell text_cell(std::string_view text);
Cell optional_cell(const std::optional<std::string>& text);  ///< none: null, "-"
Cell number_cell(std::int64_t number);
/// Who asked for something: "merchant"; for people, an operator who did it for them by name.
Cell asker_cell(const std::optional<std::string>& requested_by,
                const std::optional<std::string>& by_operator);
Cell duration_cell(std::chrono::seconds duration);  ///< in seconds, "3 h 53 min"
Cell flag_cell(bool flag);                          ///< true/false, "yes"/"no"
Cell amount_cell(Money money);                      ///< minor units, "12,300"
/// time_cell, for people without the seconds: an id leaves little room in 80 columns.
Cell minute_cell(Time time);
Cell time_cell(Time time);                        ///< ISO 8601, "2026-11-22 07:05:03" in Asia/Seoul
Cell time_cell(const std::optional<Time>& time);  ///< none: null, "-"

struct Column {
  std::string key;    ///< for JSON and CSV: "createdAt"
  std::string title;  ///< for people: "CREATED"
  enum class Align { kLeft, kRight } align = Align::kLeft;
  /// In a narrow terminal: kKept as it is, kCut with an ellipsis, kDropped whole, or kWrapped onto
  /// further lines (the last column only). kForScripts: in no terminal, since another column's text
  /// says it.
  enum class Narrow { kKept, kCut, kDropped, kWrapped, kForScripts } narrow = Narrow::kKept;
};

/// Many of one kind. JSON: {"items": [...], "next": ...}.
struct Listing {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::string when_empty;           ///< for people, instead of a table without rows
  std::optional<std::string> next;  ///< what --after takes for the page behind this one
};

/// One thing. JSON: {"id": ..., "entries": [...]}; CSV: the fields, without the parts.
struct Details {
  struct Field {
    std::string key, title;
    Cell cell;
  };
  struct Part {
    std::string key, title;
    Listing listing;
  };
  std::vector<Field> fields;
  std::vector<Part> parts;
};

}  // namespace pay200::pgctl
