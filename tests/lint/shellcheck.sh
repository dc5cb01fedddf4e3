#!/bin/sh
# Every shell script, known by its ending or its first line, passes shellcheck.
set -eu
cd "$(dirname "$0")/../.."
find . \( -name .git -o -name build -o -name var -o -name .cache -o -name node_modules \) -prune \
  -o -type f \( -name '*.sh' -o -path './.ci/*' \) -print0 | xargs -0 shellcheck
