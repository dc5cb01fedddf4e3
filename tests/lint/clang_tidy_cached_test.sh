#!/bin/bash
# clang_tidy_cached.sh never hides a finding: not one in a header that many reach, not one that it has
# shown before, not one that another setting or command line makes.
set -euo pipefail
script=$(cd "$(dirname "$0")" && pwd)/clang_tidy_cached.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cd "$tree"
mkdir -p core/far build

echo '#pragma once' >core/far/deep.hpp
printf '#pragma once\n#include "core/far/deep.hpp"\n' >core/near.hpp
printf '#include "core/near.hpp"\nint main() { return 0; }\n' >core/one.cpp
printf 'int two() { return 2; }\n' >core/two.cpp
printf "Checks: '-*,modernize-use-nullptr'\nWarningsAsErrors: '*'\nHeaderFilterRegex: '.*'\n" >.clang-tidy

write_commands() {
  local source
  {
    echo '['
    for source in core/one.cpp core/two.cpp; do
      printf '{\n  "directory": "%s/build",\n  "command": "c++ -I%s %s -c %s/%s",\n  "file": "%s/%s"\n}' \
        "$tree" "$tree" "$1" "$tree" "$source" "$tree" "$source"
      if [ "$source" = core/one.cpp ]; then echo ','; fi
    done
    echo ']'
  } >build/compile_commands.json
}

# expect <what> <exit status> <how many are looked at>
expect() {
  local status=0 said
  said=$(printf 'core/one.cpp\ncore/two.cpp\n' | "$script" build cache 2>&1) || status=$?
  if [ "$status" -ne "$2" ] || ! grep -q "2 sources, $3 of them" <<<"$said"; then
    echo "$1: expected exit status $2 and $3 looked at, got $status:"
    echo "$said"
    exit 1
  fi
}

write_commands -DX=1
expect 'all are new' 0 2
expect 'nothing has changed' 0 0
echo 'inline int *fault() { return 0; }' >>core/far/deep.hpp
expect 'a fault in a header of a header' 1 1
expect 'a fault that has been shown before' 1 1
echo '#pragma once' >core/far/deep.hpp
expect 'the fault is gone' 0 0
write_commands -DX=2
expect 'another command line' 0 2
sed -i 's/use-nullptr/use-nullptr,readability-identifier-naming/' .clang-tidy
expect 'other checks' 0 2
printf '#define HEADER "core/near.hpp"\n#include HEADER\nint two() { return 2; }\n' >core/two.cpp
expect 'an include by a macro' 0 1
expect 'an include by a macro, which is never known' 0 1
echo 'int *fault() { return 0; }' >>core/two.cpp
expect 'a fault in a source' 1 1
echo 'clang_tidy_cached: all as expected'
