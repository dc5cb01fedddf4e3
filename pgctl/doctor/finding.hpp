#pragma once
// What one look at one thing found.

#include <string>
#include <vector>

namespace pay200::pgctl {

struct Finding {
  enum class Result { kOk, kWarning, kFailed };
  std::string check;  ///< what was looked at: "database", "disk /var/log"
  Result result = Result::kOk;
  std::string found;   ///< in one line
  std::string advice;  ///< what to do; empty if nothing
};
using Findings = std::vector<Finding>;

inline Finding ok(std::string check, std::string found) {
  return {std::move(check), Finding::Result::kOk, std::move(found), {}};
}
inline Finding warning(std::string check, std::string found, std::string advice) {
  return {std::move(check), Finding::Result::kWarning, std::move(found), std::move(advice)};
}
inline Finding failed(std::string check, std::string found, std::string advice) {
  return {std::move(check), Finding::Result::kFailed, std::move(found), std::move(advice)};
}

}  // namespace pay200::pgctl
