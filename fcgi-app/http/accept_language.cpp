#include "fcgi-app/http/accept_language.hpp"

#include <algorithm>

#include "fcgi-app/http/request.hpp"

namespace pay200::http {
namespace {

/// "0.85" in thousandths; -1 if it is not a weight.
int weight_of(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return -1;
  int weight = (text[0] - '0') * 1000;
  if (text.size() == 1) return weight;
  if (text[1] != '.') return -1;
  int scale = 100;
  for (const char digit : text.substr(2)) {
    if (digit < '0' || digit > '9') return -1;
    weight += (digit - '0') * scale;
    scale /= 10;
  }
  return weight <= 1000 ? weight : -1;
}

/// The weight of one element ("en-US;q=0.8"), 1000 where none is given.
int element_weight(std::string_view parameters) {
  while (!parameters.empty()) {
    parameters.remove_prefix(1);  // the ';'
    const auto end = std::min(parameters.find(';'), parameters.size());
    const std::string_view parameter = trimmed(parameters.substr(0, end));
    if (parameter.starts_with("q=") || parameter.starts_with("Q=")) {
      return weight_of(parameter.substr(2));
    }
    parameters.remove_prefix(end);
  }
  return 1000;
}

bool names_language(std::string_view range, std::string_view language) {
  return equal_ignoring_case(range.substr(0, range.find('-')), language);
}

}  // namespace

Language preferred_language(std::string_view accept_language) {
  Language best = Language::kKorean;
  int best_weight = 0;
  while (!accept_language.empty()) {
    const auto end = std::min(accept_language.find(','), accept_language.size());
    const std::string_view element = accept_language.substr(0, end);
    const auto semicolon = std::min(element.find(';'), element.size());
    const std::string_view range = trimmed(element.substr(0, semicolon));
    const int weight = element_weight(element.substr(semicolon));
    if (weight > best_weight && (names_language(range, "ko") || names_language(range, "en"))) {
      best = names_language(range, "ko") ? Language::kKorean : Language::kEnglish;
      best_weight = weight;
    }
    accept_language.remove_prefix(std::min(end + 1, accept_language.size()));
  }
  return best;
}

}  // namespace pay200::http
