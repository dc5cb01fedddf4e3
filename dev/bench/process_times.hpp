#pragma once
// Who used the processor: seconds by process, from /proc.

#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace pay200::dev {

/// By a name for people ("api", "PostgreSQL"), user and system together, since its start.
using ProcessTimes = std::map<std::string, double>;

/// Of a process and all below it, those included that have ended and been waited for.
double seconds_of_tree(pid_t root);
/// Of a process alone.
double seconds_of(pid_t pid);

double resident_mb(pid_t pid);

/// What of `after` came since `before`; a process that was not there then has all its time.
ProcessTimes difference(const ProcessTimes& before, const ProcessTimes& after);

}  // namespace pay200::dev
