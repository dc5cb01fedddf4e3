#!/bin/bash
# clang_tidy_cached.sh never hides a finding: not one in a header that many reach, not one that it has
# shown before, not one that another setting or command line makes, not one in a source that is looked at together with others.
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

sources=(core/one.cpp core/two.cpp)

write_commands() {
  local source comma=
  {
    echo '['
    for source in "${sources[@]}"; do
      printf '%s{\n  "directory": "%s/build",\n  "command": "c++ -I%s %s -o %s.o -c %s/%s",\n  "file": "%s/%s"\n}' \
        "$comma" "$tree" "$tree" "$1" "$source" "$tree" "$source" "$tree" "$source"
      comma=,
    done
    echo ']'
  } >build/compile_commands.json
}

# expect <what> <exit status> <how many are looked at>
expect() {
  local status=0 said
  said=$(printf '%s\n' "${sources[@]}" | "$script" build cache 2>&1) || status=$?
  if [ "$status" -ne "$2" ] || ! grep -q "${#sources[@]} sources, $3 of them" <<<"$said"; then
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

# Sixteen of one command line: four at once.
sources=()
for i in {1..16}; do
  sources+=("core/many_$i.cpp")
  printf 'namespace {\nint own() { return %s; }\n}  // namespace\nint many_%s() { return own(); }\n' "$i" "$i" >"core/many_$i.cpp"
done
sed -i 's/-\*,/-*,clang-analyzer-core.NullDereference,/' .clang-tidy
write_commands -DX=1
expect 'names that would collide' 0 16
for i in {1..16}; do
  printf 'static int shared() { return %s; }\nint many_%s() { return shared(); }\n' "$i" "$i" >"core/many_$i.cpp"
done
expect 'names that do collide' 0 16
for i in {1..16}; do
  printf 'int many_%s() { return %s; }\n' "$i" "$i" >"core/many_$i.cpp"
done
printf 'int many_7(bool b) {\n  int* p = 0;\n  if (b) return 1;\n  return *p;\n}\n' >core/many_7.cpp
sed -i 's/modernize-use-nullptr,//' .clang-tidy
expect 'what only the analyzer finds, among others' 1 16
expect 'its neighbours are clean' 1 1
echo 'clang_tidy_cached: all as expected'
