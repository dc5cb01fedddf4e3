#!/bin/bash
# How many lines of core/ the tests run through, from the counts that the preset coverage leaves in
# its build folder; the files with the least come first. Fails below the share that is asked for.
#
#   coverage.sh <build folder> [<percent>]
set -euo pipefail
cd "$(dirname "$0")/.."
tree=$1
asked=${2:-90}

# "file,lines,covered,share,...": the columns that every gcovr has.
gcovr --root . --object-directory "$tree" --filter core/ "$tree" --csv |
  awk -F, -v asked="$asked" '
    NR > 1 && $2 > 0 {
      lines += $2
      covered += $3
      printf "%5.1f %%  %4d of %4d  %s\n", 100 * $3 / $2, $3, $2, $1 | "sort -n | head -n 20"
    }
    END {
      close("sort -n | head -n 20")
      if (lines == 0) { print "coverage: nothing was counted"; exit 1 }
      share = 100 * covered / lines
      printf "core/: %.1f %% of %d lines (%s %% are asked for)\n", share, lines, asked
      exit share < asked
    }'
