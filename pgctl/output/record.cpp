#include "pgctl/output/record.hpp"

namespace pay200::pgctl {
namespace {

constexpr const char* kNothing = "-";

}  // namespace

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string duration_text(std::int64_t seconds) {
  const auto both = [](std::int64_t more, const char* unit, std::int64_t less, const char* lesser) {
    return std::to_string(more) + unit + std::to_string(less) + lesser;
  };
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3'600) return both(seconds / 60, " min ", seconds % 60, " s");
  if (seconds < 86'400) return both(seconds / 3'600, " h ", seconds % 3'600 / 60, " min");
  return both(seconds / 86'400, " d ", seconds % 86'400 / 3'600, " h");
}

Cell text_cell(std::string_view text) { return {std::string(text), std::string(text)}; }

Cell optional_cell(const std::optional<std::string>& text) {
  return text ? text_cell(*text) : Cell{nullptr, kNothing};
}

Cell number_cell(std::int64_t number) { return {number, std::to_string(number)}; }

Cell asker_cell(const std::optional<std::string>& requested_by,
                const std::optional<std::string>& by_operator) {
  Cell cell = optional_cell(requested_by);
  if (by_operator) cell.text = *by_operator;
  return cell;
}

Cell duration_cell(std::chrono::seconds duration) {
  return {duration.count(), duration_text(duration.count())};
}

Cell flag_cell(bool flag) { return {flag, flag ? "yes" : "no"}; }

Cell amount_cell(Money money) { return {money.amount_minor, grouped(money.amount_minor)}; }

Cell minute_cell(Time time) {
  Cell cell = time_cell(time);
  cell.text.resize(cell.text.size() - 3);
  return cell;
}

Cell time_cell(Time time) { return {to_iso8601(time), to_seoul_text(time)}; }

Cell time_cell(const std::optional<Time>& time) {
  return time ? time_cell(*time) : Cell{nullptr, kNothing};
}

}  // namespace pay200::pgctl
