#!/bin/sh
# Every C++ file is as clang-format-19 makes it; `make format` mends it.
set -eu
cd "$(dirname "$0")/../.."
find core fcgi-app pgctl sandbox dev tests \( -name '*.cpp' -o -name '*.hpp' \) -print0 2>/dev/null |
  xargs -0 -P2 -n40 clang-format-19 --dry-run -Werror
