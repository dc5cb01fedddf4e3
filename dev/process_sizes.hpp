#pragma once
// How much memory the gateway's processes take, and how many descriptors: what must not grow.

#include <map>
#include <string>

#include "dev/stack.hpp"

namespace pay200::dev {

struct ProcessSize {
  double resident_mb = 0;
  int descriptors = 0;
};

/// By a name for people ("api", "link", "nginx"), all processes of it together. Without PostgreSQL,
/// whose sessions share their memory and open what tables they come across, and without the
/// sandbox, which remembers a day's payments as an acquirer does.
using ProcessSizes = std::map<std::string, ProcessSize>;

ProcessSizes sizes_of(const Stack& stack);
/// The largest of each.
void keep_largest(ProcessSizes& largest, const ProcessSizes& sizes);

/// "api 45.2 MB 120, link 30.1 MB 55".
std::string to_text(const ProcessSizes& sizes);

/// What of `after` is more than it was before by over a twentieth and the room that an allocator
/// takes (4 MB, 16 descriptors); empty: it is flat.
std::string growth(const ProcessSizes& before, const ProcessSizes& after);

}  // namespace pay200::dev
