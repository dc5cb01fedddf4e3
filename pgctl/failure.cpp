#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

/// The API's field names as options: "businessNumber" is --business-number.
std::string option_of(const std::string& param) {
  if (param == "loginId") return "--login";
  if (param == "password") return param;  // asked for, never an option
  if (param == "pin") return "PIN";
  std::string option = "--";
  for (const char c : param) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital) option += '-';
    option += capital ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return option;
}

}  // namespace

Failure failure_of(const Error& error) {
  std::string words = error.detail;
  if (words.empty()) words = message(error.code, Language::kEnglish);
  if (!error.param.empty()) words = option_of(error.param) + ": " + words;
  return {exit_status(error.code), words};
}

}  // namespace pay200::pgctl
