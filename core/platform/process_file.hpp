#pragma once
// The files that Linux has of a process (proc(5)), which may end while one is read.

#include <iosfwd>
#include <string>
#include <sys/types.h>

namespace pay200 {

/// What /proc/<pid>/<name> says; "" where there is no such process, or it has ended meanwhile.
std::string process_file(pid_t pid, const char* name);

/// The rest of such a file. A process that has ended since it was opened makes it "" (the read
/// fails with ESRCH, which a std::istreambuf_iterator throws).
std::string read_process_file(std::istream& file);

}  // namespace pay200
