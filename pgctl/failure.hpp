#pragma once
// Why a command did not do what was asked: the words for stderr and the status for the script.

#include <stdexcept>
#include <string>

#include "core/platform/result.hpp"
#include "pgctl/exit_status.hpp"

namespace pay200::pgctl {

class Failure : public std::runtime_error {
 public:
  Failure(ExitStatus status, const std::string& message)
      : std::runtime_error(message), status_(status) {}
  ExitStatus status() const { return status_; }

 private:
  ExitStatus status_;
};

/// What the error says, about the option that its param belongs to.
Failure failure_of(const Error& error);

}  // namespace pay200::pgctl
